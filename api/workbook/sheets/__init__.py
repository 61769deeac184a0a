"""Every sheet of the workbook, in an order in which each refers only to those before it."""

from __future__ import annotations

from api.workbook.sheets.people import CARERS, CONSENTS, EXCEPTIONS, QUALIFICATIONS, RESIDENTS
from api.workbook.sheets.places import BUILDINGS, COMMUNITIES, ORGANIZATIONS, ROOMS, SKILLS
from api.workbook.sheets.planning import PINS
from api.workbook.sheets.visits import ASSESSMENTS, REQUESTS, SERVICES
from api.workbook.sheets.youth import ENROLMENTS, PROGRAMS, SESSIONS
from api.workbook.spec import Sheet

SHEETS: tuple[Sheet, ...] = (
    ORGANIZATIONS,
    COMMUNITIES,
    SKILLS,
    BUILDINGS,
    CARERS,
    QUALIFICATIONS,
    EXCEPTIONS,
    RESIDENTS,
    SERVICES,
    REQUESTS,
    ASSESSMENTS,
    CONSENTS,
    ROOMS,
    PROGRAMS,
    SESSIONS,
    ENROLMENTS,
    PINS,
)
