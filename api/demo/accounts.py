"""The demo's accounts: one for each role, all with one password that is no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.access.accounts import AccountAdded, add_account
from domain.organizations.models import Organization
from domain.people.models import Carer
from domain.wording import Words
from domain.youth.models import Enrolment

PASSWORD = "linli-demo"  # noqa: S105  (printed by the demo; its data are made up)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who may sign in to the demo."""

    login: str
    role: str
    what: Words


async def add_demo_accounts(unit: Organization, *, now: datetime, actor: str) -> list[DemoAccount]:
    """An account for each role, in the demo's unit; the carer's and the guardian's are of people in its data."""
    carer = await Carer.filter(units__unit_id=unit.id, kind="practitioner").order_by("key").first()
    enrolment = await Enrolment.all().order_by("key").first().prefetch_related("child")
    child = [enrolment.child] if enrolment else []
    accounts = [
        DemoAccount("admin", "administrator", Words("一切", "everything")),
        DemoAccount("coordinator", "coordinator", Words(f"统筹 {unit.name}", f"plans {unit.name_en or unit.name}")),
        DemoAccount("desk", "booking_desk", Words("预约登记", "books visits")),
        DemoAccount("league", "league_coordinator", Words("青少年项目", "youth programmes")),
        DemoAccount("reader", "reader", Words("只读", "reads only")),
    ]
    if carer is not None:
        accounts.append(DemoAccount("carer", "carer", Words(f"{carer.name} 的排班", f"{carer.name}'s roster")))
    if child:
        accounts.append(
            DemoAccount("guardian", "guardian", Words(f"{child[0].name} 的家长", f"{child[0].name}'s parent"))
        )
    for one in accounts:
        answer = await add_account(
            one.login,
            PASSWORD,
            [one.role],
            unit=unit.key if one.role not in ("administrator", "carer", "guardian") else None,
            carer=carer.key if carer and one.role == "carer" else None,
            children=[child[0].key] if one.role == "guardian" else (),
            now=now,
            actor=actor,
        )
        if not isinstance(answer, AccountAdded):
            raise TypeError(answer)
    return accounts
