"""The empty workbook: bilingual, with drop-downs, and nothing in it that an import would take."""

import pytest
from openpyxl import load_workbook

from api.workbook.importing import Imported, import_workbook
from api.workbook.sheets import SHEETS
from api.workbook.template import HOW_TO, write_template


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    return path


async def test_the_template_imports_as_empty(database, template, now):
    answer = await import_workbook(template, actor="tester", now=now)

    assert isinstance(answer, Imported)
    assert {(one.added, one.changed, one.unchanged) for one in answer.sheets} == {(0, 0, 0)}


def test_the_first_sheet_explains_in_both_languages(template):
    first = load_workbook(template).worksheets[0]

    assert first.title == "说明 Read me"
    assert [(zh.value, en.value) for zh, en in first["A1:B10"]] == [(words.zh, words.en) for words in HOW_TO]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_a_sheet_has_headings_in_both_languages_an_example_and_a_frozen_top(template, sheet):
    worksheet = load_workbook(template)[sheet.title]

    headings = [str(cell.value).removesuffix(" *") for cell in worksheet[1]]
    assert headings == [column.title for column in sheet.columns]
    assert str(worksheet["A2"].value).startswith("例-")
    assert "EXAMPLE-" in worksheet["A1"].comment.text
    assert worksheet.freeze_panes == "B2"


def test_a_cell_of_few_words_has_a_drop_down_with_both_languages(template):
    worksheet = load_workbook(template)["居民 Residents"]

    lists = {str(rule.sqref): rule.formula1 for rule in worksheet.data_validations.dataValidation}

    assert lists["E2:E2001"] == '"女 Female,男 Male"'
    assert lists["H2:H2001"] == "'社区 Communities'!$A$2:$A$2000"


async def test_the_example_rows_would_import_if_they_were_no_examples(database, template, now):
    workbook = load_workbook(template)
    for sheet in SHEETS:
        worksheet = workbook[sheet.title]
        for number, row in enumerate(worksheet.iter_rows(min_row=2, values_only=True), start=2):
            for column, value in enumerate(row, start=1):
                worksheet.cell(number, column, value.replace("例-", "") if isinstance(value, str) else value)
    workbook.save(template)

    answer = await import_workbook(template, actor="tester", now=now)

    assert isinstance(answer, Imported)
    assert [one.added for one in answer.sheets] == [len(sheet.examples) for sheet in SHEETS]
