"""Signing in: who gets a token, what it stands for, and when it is worth nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access.accounts import (
    AccountAdded,
    SignedIn,
    add_account,
    add_key,
    principal_of,
    sign_in,
    sign_out,
)
from domain.access.models import AccessToken, Account
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.outcomes import Conflict, ValidationFailed
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.operations import CommunityEntry, keep_communities

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105  (a test's)


@pytest.fixture
async def wang(database):
    await keep_organizations([OrganizationEntry("WJJ", "卫健局", "bureau", is_planning_unit=True)])
    added = await add_account("wang", PASSWORD, ["coordinator"], unit="WJJ", now=NOW, actor="test")
    assert isinstance(added, AccountAdded)
    return added


async def test_the_right_password_gives_a_token_that_stands_for_its_account(wang):
    signed_in = await sign_in("wang", PASSWORD, now=NOW)

    assert isinstance(signed_in, SignedIn)
    principal = await principal_of(signed_in.token, now=NOW)
    assert principal is not None
    assert (principal.login, principal.roles) == ("wang", {"coordinator"})
    assert len(principal.units["coordinator"]) == 1


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(wang):
    wrong = await sign_in("wang", "not the password", now=NOW)
    unknown = await sign_in("nobody", PASSWORD, now=NOW)

    assert isinstance(wrong, ValidationFailed)
    assert isinstance(unknown, ValidationFailed)
    assert wrong.problems[0].mend == unknown.problems[0].mend


async def test_neither_password_nor_token_is_kept_as_it_is(wang):
    signed_in = await sign_in("wang", PASSWORD, now=NOW)
    assert isinstance(signed_in, SignedIn)

    account, token = await Account.get(login="wang"), await AccessToken.get()

    assert account.password_hash.startswith("$argon2id$")
    assert signed_in.token not in (token.token_hash, token.name)


async def test_a_token_ends_when_it_expires_and_when_it_is_signed_out(wang):
    signed_in = await sign_in("wang", PASSWORD, now=NOW)
    assert isinstance(signed_in, SignedIn)

    later = await principal_of(signed_in.token, now=NOW + timedelta(hours=12))
    first, second = [await sign_out(signed_in.token, now=NOW, actor="wang") for _ in range(2)]

    assert later is None
    assert (first.was_valid, second.was_valid) == (True, False)
    assert await principal_of(signed_in.token, now=NOW) is None


async def test_a_key_does_not_expire_and_has_only_the_roles_it_was_given(wang):
    added = await add_account("li", PASSWORD, ["coordinator", "reader"], unit="WJJ", now=NOW, actor="test")
    assert isinstance(added, AccountAdded)

    key = await add_key("li", "report", ["reader"], now=NOW, actor="test")

    assert isinstance(key, SignedIn)
    principal = await principal_of(key.token, now=NOW + timedelta(days=3_650))
    assert principal is not None
    assert principal.roles == {"reader"}


async def test_a_guardian_has_the_children_that_were_named(wang):
    await keep_communities([CommunityEntry("XF", "西府社区", planned_by="WJJ")])
    await keep_residents([ResidentEntry(key, key, "XF", birth_date=date(2018, 1, 1)) for key in ("Y1", "Y2")])

    added = await add_account("mother", PASSWORD, ["guardian"], children=["Y1"], now=NOW, actor="test")

    assert isinstance(added, AccountAdded)
    signed_in = await sign_in("mother", PASSWORD, now=NOW)
    assert isinstance(signed_in, SignedIn)
    assert len(signed_in.principal.children) == 1


@pytest.mark.parametrize(
    ("roles", "facts", "field"),
    [
        ([], {}, "role"),
        (["king"], {}, "role"),
        (["coordinator"], {}, "unit"),
        (["coordinator"], {"unit": "NOBODY"}, "unit"),
        (["carer"], {"carer": "NOBODY"}, "carer"),
        (["guardian"], {}, "child"),
        (["guardian"], {"children": ["NOBODY"]}, "child"),
    ],
)
async def test_a_role_without_what_it_is_for_is_refused_and_adds_nobody(roles, facts, field, wang):
    answer = await add_account("new", PASSWORD, roles, now=NOW, actor="test", **facts)

    assert isinstance(answer, ValidationFailed)
    assert answer.problems[0].field == field
    assert await Account.filter(login="new").count() == 0


async def test_a_short_password_and_a_login_that_is_taken_are_refused(wang):
    short = await add_account("new", "short", ["administrator"], now=NOW, actor="test")
    taken = await add_account("wang", PASSWORD, ["administrator"], now=NOW, actor="test")

    assert isinstance(short, ValidationFailed)
    assert isinstance(taken, Conflict)
