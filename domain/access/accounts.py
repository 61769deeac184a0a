"""Accounts and their tokens: added by an operator, signed in by password, known again by a bearer token or key."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from domain import audit
from domain.access.models import AccessToken, Account, Grant, Guardianship
from domain.access.principal import ROLES, UNIT_ROLES, Principal, Role
from domain.organizations.models import Organization
from domain.outcomes import Conflict, ValidationFailed
from domain.people.models import Carer, Resident
from domain.store import one_transaction
from domain.wording import Words

TOKEN_HOURS = 12
SHORTEST_PASSWORD = 10
PREFIX = "linli_"
HASHER = PasswordHasher()  # argon2id with the library's defaults, some 50 ms
# verified when a login is unknown, so that an answer's time does not tell which logins exist
NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe())


@dataclass(frozen=True, slots=True)
class AccountAdded:
    """An account that can sign in."""

    account_id: UUID
    login: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A bearer token; it is shown once and kept nowhere."""

    token: str
    expires_at: datetime | None
    principal: Principal


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The token is worth nothing any more."""

    was_valid: bool


async def add_account(
    login: str,
    password: str,
    roles: Sequence[str],
    *,
    unit: str | None = None,
    carer: str | None = None,
    children: Sequence[str] = (),
    name: str = "",
    now: datetime,
    actor: str,
) -> AccountAdded | ValidationFailed | Conflict:
    """Add somebody with roles: those of a unit need its key, a carer's a carer's, a guardian's the children's."""
    if len(password) < SHORTEST_PASSWORD:
        return ValidationFailed.of(
            "password",
            "…",
            f"密码至少 {SHORTEST_PASSWORD} 个字符。",
            f"Use at least {SHORTEST_PASSWORD} characters.",
        )
    hashed = await asyncio.to_thread(HASHER.hash, password)
    return await store_account(
        login, hashed, roles, unit=unit, carer=carer, children=children, name=name, now=now, actor=actor
    )


@one_transaction
async def store_account(
    login: str,
    hashed: str,
    roles: Sequence[str],
    *,
    unit: str | None,
    carer: str | None,
    children: Sequence[str],
    name: str,
    now: datetime,
    actor: str,
) -> AccountAdded | ValidationFailed | Conflict:
    """Write the account and what it may do."""
    unit_row = await Organization.get_or_none(key=unit, is_planning_unit=True) if unit else None
    carer_row = await Carer.get_or_none(key=carer) if carer else None
    child_rows = await Resident.filter(key__in=list(children))
    if refusal := bad_grants(roles, unit, unit_row, carer, carer_row, children, child_rows):
        return refusal
    try:
        account = await Account.create(
            login=login, name=name, password_hash=hashed, carer_id=carer_row.id if carer_row else None
        )
    except IntegrityError:
        return Conflict(Words(f"登录名 {login} 已有人用。", f"The login {login} is taken."), other=login)
    for role in roles:
        await Grant.create(account_id=account.id, role=role, unit_id=unit_row.id if unit_row else None)
    for child in child_rows:
        await Guardianship.create(account_id=account.id, child_id=child.id)
    await audit.record("account.added", "account", account.id, at=now, actor=actor, detail={"roles": list(roles)})
    return AccountAdded(account.id, login)


def bad_grants(
    roles: Sequence[str],
    unit: str | None,
    unit_row: Organization | None,
    carer: str | None,
    carer_row: Carer | None,
    children: Sequence[str],
    child_rows: Sequence[Resident],
) -> ValidationFailed | None:
    """What is wrong with roles and what they are for; None if nothing is."""
    for role in roles:
        if role not in ROLES:
            return ValidationFailed.of("role", role, f"可选:{'、'.join(ROLES)}。", f"Choose of {', '.join(ROLES)}.")
    if not roles:
        return ValidationFailed.of("role", "", "至少要有一个角色。", "Give at least one role.")
    if UNIT_ROLES & set(roles) and unit_row is None:
        return ValidationFailed.of("unit", unit or "", "请写统筹单位的编号。", "Name a planning unit by its key.")
    if "carer" in roles and carer_row is None:
        return ValidationFailed.of("carer", carer or "", "请写服务人员的编号。", "Name a carer by their key.")
    missing = sorted(set(children) - {row.key for row in child_rows})
    if missing or ("guardian" in roles and not children):
        return ValidationFailed.of(
            "child", ", ".join(missing), "请写孩子在居民表里的编号。", "Name the children by their keys as residents."
        )
    return None


async def sign_in(login: str, password: str, *, now: datetime) -> SignedIn | ValidationFailed:
    """Give a bearer token for a login and its password; a wrong one and an unknown login get the same answer."""
    account = await Account.get_or_none(login=login, is_active=True)
    hashed = account.password_hash if account else NOBODYS_HASH
    is_right = await asyncio.to_thread(verified, hashed, password)
    if account is None or not is_right:
        return ValidationFailed.of("login", login, "登录名或密码不对。", "The login or the password is wrong.")
    expires_at = now + timedelta(hours=TOKEN_HOURS)
    token = await give_token(account.id, "session", "", [], expires_at, now=now, actor=login)
    principal = await principal_of(token, now=now)
    if principal is None:
        return ValidationFailed.of("login", login, "登录名或密码不对。", "The login or the password is wrong.")
    return SignedIn(token, expires_at, principal)


def verified(hashed: str, password: str) -> bool:
    """Whether a password is the hashed one."""
    try:
        return HASHER.verify(hashed, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


async def add_key(
    login: str, name: str, scopes: Sequence[str], *, now: datetime, actor: str
) -> SignedIn | ValidationFailed:
    """Give an API key of an account that does not expire, narrowed to the roles in `scopes` if there are any."""
    account = await Account.get_or_none(login=login, is_active=True)
    if account is None:
        return ValidationFailed.of("login", login, "没有这个账号。", "There is no such account.")
    unknown = [one for one in scopes if one not in ROLES]
    if unknown:
        return ValidationFailed.of("scope", unknown[0], f"可选:{'、'.join(ROLES)}。", f"Choose of {', '.join(ROLES)}.")
    token = await give_token(account.id, "key", name, list(scopes), None, now=now, actor=actor)
    principal = await principal_of(token, now=now)
    return SignedIn(token, None, principal or Principal(account.id, login))


@one_transaction
async def give_token(
    account_id: UUID,
    kind: str,
    name: str,
    scopes: list[str],
    expires_at: datetime | None,
    *,
    now: datetime,
    actor: str,
) -> str:
    """Make a token and keep its hash; the token itself is only answered."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = await AccessToken.create(
        account_id=account_id,
        kind=kind,
        name=name,
        token_hash=hash_of(token),
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
    )
    await audit.record(f"{kind}.given", "access_token", row.id, at=now, actor=actor)
    return token


@one_transaction
async def sign_out(token: str, *, now: datetime, actor: str) -> SignedOut:
    """Revoke a bearer token."""
    mine = AccessToken.filter(token_hash=hash_of(token), revoked_at=None)
    row = await mine.first()
    changed = await mine.update(revoked_at=now)
    if row is not None and changed:
        await audit.record("session.ended", "access_token", row.id, at=now, actor=actor)
    return SignedOut(bool(changed))


async def principal_of(token: str, *, now: datetime) -> Principal | None:
    """Who a token stands for, as far as it allows; None if it is unknown, expired or revoked."""
    row = await AccessToken.get_or_none(token_hash=hash_of(token), revoked_at=None)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    account = await Account.get_or_none(id=row.account_id, is_active=True)
    if account is None:
        return None
    grants = await Grant.filter(account_id=account.id)
    granted = [one for one in grants if not row.scopes or one.role in row.scopes]
    roles = frozenset[Role](role for role in ROLES if any(one.role == role for one in granted))
    children = await Guardianship.filter(account_id=account.id) if "guardian" in roles else []
    return Principal(
        account_id=account.id,
        login=account.login,
        name=account.name,
        roles=roles,
        units={
            role: frozenset(one.unit_id for one in granted if one.role == role and one.unit_id is not None)
            for role in roles
        },
        carer_id=account.carer_id if "carer" in roles else None,
        children=frozenset(one.child_id for one in children),
    )


async def valid_hashes(hashes: Sequence[str], *, now: datetime) -> set[str]:
    """Those of these tokens, by what is kept of them, that still stand for somebody; one statement."""
    if not hashes:
        return set()
    valid = AccessToken.filter(token_hash__in=list(hashes), revoked_at=None, account__is_active=True)
    rows = await valid.filter(Q(expires_at=None) | Q(expires_at__gt=now)).values_list("token_hash", flat=True)
    return {str(one) for one in rows}


def hash_of(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
