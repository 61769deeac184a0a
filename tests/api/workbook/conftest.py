"""A small workbook with a row or two on each sheet, and ways to alter it as a person would."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.workbook.importing import import_workbook
from api.workbook.sheets import SHEETS
from api.workbook.template import write_entries
from domain.access.operations import ConsentEntry
from domain.organizations.operations import OrganizationEntry
from domain.people.carers import CarerEntry, ExceptionEntry, QualificationEntry, SkillLevel
from domain.people.operations import ResidentEntry, SkillEntry
from domain.places.operations import BuildingEntry, CommunityEntry, RoomEntry
from domain.planning.pin_entries import PinEntry
from domain.visits.requests import AssessmentEntry, RequestEntry, RequestTime, ServiceEntry
from domain.weekly import WeeklyTime
from domain.youth.enrolments import EnrolmentEntry
from domain.youth.operations import SessionEntry
from domain.youth.programs import BandEntry, ProgramEntry

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
TUESDAY_MORNING = RequestTime(1, None, 480, 720)
WEDNESDAY = date(2026, 12, 2)


def small_entries():
    return {
        "organizations": [OrganizationEntry("health", "卫健局", "bureau", "Health Bureau", is_planning_unit=True)],
        "communities": [CommunityEntry("xifu", "西府社区", "Xifu", planned_by="health")],
        "skills": [SkillEntry("dressing", "换药", "Dressing"), SkillEntry("catheter", "导尿", "Catheter")],
        "buildings": [BuildingEntry("b1", "xifu", "1号楼", 37.2, 111.7)],
        "carers": [
            CarerEntry(
                "n1",
                "王护士",
                "practitioner",
                "health",
                skills=(SkillLevel("dressing", 2), SkillLevel("catheter")),
                availability=(WeeklyTime((0, 1, 2, 3, 4), 480, 720), WeeklyTime((5,), 540, 690)),
                preferred_communities=("xifu",),
                building="b1",
                contract_min=1800,
                years=6,
            )
        ],
        "qualifications": [QualificationEntry("q1", "n1", "licence", date(2024, 1, 1), date(2027, 1, 1))],
        "exceptions": [ExceptionEntry("x1", "n1", WEDNESDAY, "absent", 480, 600, "体检")],
        "residents": [
            ResidentEntry("e1", "李奶奶", "xifu", birth_date=date(1948, 5, 1), building="b1", languages=("zh", "cjy")),
            ResidentEntry("k1", "小明", "xifu", birth_date=date(2018, 5, 1), building="b1", guardian_name="明妈妈"),
        ],
        "services": [ServiceEntry("s-dressing", "伤口换药", 45, skill="dressing", qualification="licence")],
        "requests": [RequestEntry("r1", "e1", "s-dressing", (TUESDAY_MORNING,), excluded_carers=("n1",))],
        "assessments": [AssessmentEntry("a1", "e1", date(2026, 10, 1))],
        "consents": [ConsentEntry("c1", "e1", "service", date(2026, 10, 1))],
        "rooms": [RoomEntry("hall", "xifu", "活动室", 30, building="b1", hours=(WeeklyTime((2,), 540, 1080),))],
        "programs": [ProgramEntry("p1", "团团活力圈", "xifu", "health", (BandEntry(7, 12, 8),), guides=("health",))],
        "sessions": [SessionEntry("g1", "p1", "hall", "课堂", WEDNESDAY, 600, 660)],
        "enrolments": [EnrolmentEntry("m1", "g1", "k1", datetime(2026, 11, 20, 9, 30))],  # noqa: DTZ001
        "pins": [PinEntry("i1", "2026-W49", request="r1", carer="n1")],
    }


class SmallWorkbook:
    """A file that is written anew, edited cell by cell, and imported."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.entries = small_entries()

    def write(self) -> Path:
        write_entries(self.path, self.entries)
        return self.path

    def edit(self, change) -> None:
        """Let `change` do to the open workbook what a person would."""
        workbook = load_workbook(self.path)
        change(workbook)
        workbook.save(self.path)

    def set(self, sheet: str, field: str, value, *, row: int = 2) -> None:
        self.edit(lambda workbook: self.cell_in(workbook, sheet, field, row).__setattr__("value", value))

    @staticmethod
    def cell_in(workbook, sheet: str, field: str, row: int = 2):
        spec = next(one for one in SHEETS if one.code == sheet)
        column = [one.field for one in spec.columns].index(field) + 1
        return workbook[spec.title].cell(row, column)

    async def load(self):
        return await import_workbook(self.path, actor="tester", now=NOW)


@pytest.fixture(scope="session")
def small_file(tmp_path_factory) -> Path:
    return SmallWorkbook(tmp_path_factory.mktemp("small") / "small.xlsx").write()


@pytest.fixture
def small(small_file, tmp_path) -> SmallWorkbook:
    return SmallWorkbook(shutil.copy(small_file, tmp_path))


@pytest.fixture
def now() -> datetime:
    return NOW
