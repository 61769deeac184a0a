"""`linli user …` and `linli key …`: who may sign in, and keys for programs."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import App, Parameter

from api.cli.options import ACTOR, Options, run
from api.cli.report import Report
from domain.access.accounts import add_account, add_key
from domain.access.principal import Role
from domain.outcomes import Refusal
from domain.wording import Words

user = App(name="user", help="Accounts: who may sign in.")
key = App(name="key", help="API keys: tokens for programs.")
DEFAULT = Options()
PASSWORD_VARIABLE = "LINLI_PASSWORD"  # noqa: S105  (a variable's name)


@user.command(name="add")
def add_user(
    login: str,
    /,
    *,
    role: Annotated[list[Role], Parameter(negative="")],
    unit: str | None = None,
    carer: str | None = None,
    child: Annotated[list[str], Parameter(negative="")] | None = None,
    name: str = "",
    options: Options = DEFAULT,
) -> int:
    """Add an account. The password is asked for, or read from LINLI_PASSWORD or a pipe.

    Parameters
    ----------
    login
        What they sign in with.
    role
        What they may do; give it several times for several roles.
    unit
        Key of the planning unit that coordinators, booking desks, league coordinators and readers belong to.
    carer
        Key of the carer whose roster a carer sees.
    child
        Key of a guardian's child in the residents sheet; give it several times for several children.
    name
        Their name.
    """
    password = password_given()

    async def action() -> Report | Refusal:
        answer = await add_account(
            login,
            password,
            role,
            unit=unit,
            carer=carer,
            children=child or (),
            name=name,
            now=datetime.now(UTC),
            actor=ACTOR,
        )
        if isinstance(answer, Refusal):
            return answer
        return Report((Words(f"已添加账号 {login}。", f"Added the account {login}."),), answer)

    return run(options, action)


def password_given() -> str:
    """The password from the environment, a pipe, or a prompt that does not show it."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@key.command(name="add")
def add_api_key(
    login: str,
    name: str,
    /,
    *,
    scope: Annotated[list[Role], Parameter(negative="")] | None = None,
    options: Options = DEFAULT,
) -> int:
    """Make an API key of an account, for a program called NAME. It is shown once.

    Parameters
    ----------
    login
        Whose key it is.
    name
        What it is for.
    scope
        Only these of the account's roles; all of them if none is given.
    """

    async def action() -> Report | Refusal:
        answer = await add_key(login, name, scope or (), now=datetime.now(UTC), actor=ACTOR)
        if isinstance(answer, Refusal):
            return answer
        return Report((Words(answer.token, answer.token),), {"token": answer.token, "login": login})

    return run(options, action)
