"""`linli demo`: Fenyang's week from nothing to a matched roster, then GraphQL to look around in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from api.cli.options import ACTOR, Scope, WeekOptions, coming_week, run, scope_of
from api.cli.report import Report, Table, complain
from api.cli.week import solved
from api.demo import demo_workbook
from api.demo.accounts import PASSWORD, DemoAccount, add_demo_accounts
from api.settings import Settings
from api.workbook.importing import import_workbook
from domain.access.accounts import sign_in
from domain.outcomes import Refusal
from domain.planning.solving import Budget
from domain.wording import Words
from schema.relay import global_id

DATABASE, WORKBOOK = "linli-demo.sqlite3", "linli-demo.xlsx"
ZONE = ZoneInfo("Asia/Shanghai")
SECONDS = {"demo": 3.0, "city": 20.0}
DEFAULT = WeekOptions()


def demo(
    *,
    exit: bool = False,  # noqa: A002  (the option's name)
    size: Literal["demo", "city"] = "demo",
    seed: int = 0,
    seconds: float | None = None,
    port: int | None = None,
    options: WeekOptions = DEFAULT,
) -> int:
    """Make linli-demo.sqlite3 anew, import Fenyang's demo workbook, match the coming week, print it, then serve it.

    Parameters
    ----------
    exit
        Stop after printing; don't serve.
    size
        Fenyang's week of some 50 visits, or a made-up city of 500 visits, 80 carers and 6 communities.
    seed
        Another seed makes other people and another search.
    seconds
        Longest time to match; 3, or 20 for a city.
    port
        Port to serve on; by default 8000.
    """
    mine = replace(options, database=f"sqlite://{DATABASE}", week=coming_week(datetime.now(UTC), ZONE).text)
    budget = Budget(seconds or SECONDS[size], None, seed)
    try:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            Path(name).unlink(missing_ok=True)
        demo_workbook(Path(WORKBOOK), monday=coming_week(datetime.now(UTC), ZONE).monday, seed=seed, size=size)
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}")
        return 2
    tokens: list[str] = []
    done = run(mine, lambda: matched(mine, budget, tokens), may_create=True)
    if done or exit:
        return done
    from api.cli.serve import serve_database  # noqa: PLC0415  (1.5 s, which `--exit` does without)

    settings = Settings(mode="development")  # it is there to be looked at
    return serve_database(mine, settings, "127.0.0.1", settings.port if port is None else port, demo_token=tokens[0])


async def matched(options: WeekOptions, budget: Budget, tokens: list[str]) -> Report | Refusal:
    """Import the demo workbook, match its week, add accounts, report. `tokens` gets one of the coordinator's."""
    imported = await import_workbook(Path(WORKBOOK), actor=ACTOR, now=datetime.now(UTC))
    if isinstance(imported, Refusal):
        return imported
    scope = await scope_of(options)
    if isinstance(scope, Refusal):
        return scope
    report = await solved(scope, budget, options)
    if isinstance(report, Refusal):
        return report
    accounts = await add_demo_accounts(scope.unit, now=scope.now, actor=ACTOR)
    signed_in = await sign_in("coordinator", PASSWORD, now=scope.now)
    if isinstance(signed_in, Refusal):
        return signed_in
    tokens.append(signed_in.token)
    return Report((*made(scope), *report.parts, account_table(accounts), query_to_try(scope)), report.data)


def account_table(accounts: list[DemoAccount]) -> Table:
    """Who may sign in."""
    return Table(
        Words(f"演示账号(密码都是 {PASSWORD})", f"Demo accounts (the password of each is {PASSWORD})"),
        (Words("登录名", "login"), Words("角色", "role"), Words("能看到", "for")),
        [(one.login, one.role, one.what) for one in accounts],
        Words("没有账号。", "No accounts."),
    )


def made(scope: Scope) -> tuple[Words, ...]:
    """What the demo wrote where."""
    return (
        Words(
            f"演示数据:{WORKBOOK}(可用 Excel 打开),数据库 {DATABASE},{scope.week.text}。人名均为虚构。",
            f"Demo data: {WORKBOOK} (open it in Excel), database {DATABASE}, {scope.week.text}. "
            "People's names are invented.",
        ),
    )


def query_to_try(scope: Scope) -> Words:
    """A GraphQL query over the week, and the commands that go on from here."""
    query = f"""{{
  week(scope: "{global_id("Organization", scope.unit.id)}", isoWeek: "{scope.week.text}") {{
    status
    plan {{ assigned visits cost isProven }}
    roster(first: 5) {{ startsAt carer {{ name }} what whom where }}
    unassigned {{ key summary remedies excluded {{ carer {{ name }} why }} }}
  }}
}}"""
    database = f"--database sqlite://{DATABASE}"
    return Words(
        f"接着试试:linli week publish {database}\n\n在 GraphiQL 里查询(已用 coordinator 登录):\n{query}",
        f"Go on with: linli week publish {database}\n\n"
        f"A query for GraphiQL, where you are signed in as the coordinator:\n{query}",
    )
