"""Whoever reads the guides meets every operation that there is, every code of an error and every limit."""

import re
from pathlib import Path

import pytest
from graphql import build_schema

ROOT = Path(__file__).parents[2]
GUIDES = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs" / "api").glob("*.md")))
SDL = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
ROOTS = [one for one in (SDL.query_type, SDL.mutation_type, SDL.subscription_type) if one is not None]
SOURCES = "\n".join(path.read_text("utf-8") for folder in ("api", "schema") for path in (ROOT / folder).glob("*.py"))
CODES = {code for code in re.findall(r'\b\d{3}, "([A-Z_]+)"|"code": "([A-Z_]+)"', SOURCES) for code in code if code}


@pytest.mark.parametrize("operation", sorted(name for root in ROOTS for name in root.fields))
def test_each_operation_is_in_a_guide(operation):
    assert re.search(rf"\b{operation}\b", GUIDES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_of_an_error_is_told(code):
    assert f"`{code}`" in GUIDES


def test_the_codes_are_found():
    assert {"UNAUTHENTICATED", "TOO_COMPLEX", "INTERNAL"} <= CODES


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)", GUIDES))))
def test_each_link_of_a_guide_leads_somewhere(link):
    assert (ROOT / "docs" / "api" / link).exists()
