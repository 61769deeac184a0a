"""Signing in and out, and who is signed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access import accounts
from domain.access.principal import Principal
from domain.outcomes import Refusal
from schema.policy import own, public
from schema.refusals import ValidationFailed, refusal


@strawberry.type(description="Who is signed in.")
class Me:
    """Who is signed in."""

    login: str = own("What they sign in with.")
    name: str = own("Their name; may be empty.")
    roles: list[str] = public("What they may do: administrator, coordinator, booking_desk, carer, …")


def me(info: Info[Any, Any]) -> Me | None:
    """Who is signed in."""
    who: Principal | None = info.context.principal
    return None if who is None else me_of(who)


def me_of(who: Principal) -> Me:
    """A principal as GraphQL gives them."""
    return Me(login=who.login, name=who.name, roles=sorted(who.roles))


@strawberry.input(description="A login and its password.")
class SignInInput:
    """A login and its password."""

    login: str = strawberry.field(description="What they sign in with.")
    password: str = strawberry.field(description="Their password.")


@strawberry.type(description="Signed in: send the token as `Authorization: Bearer TOKEN`.")
class SignedIn:
    """Signed in."""

    token: str = own("The bearer token; it is shown once.")
    expires_at: datetime | None = public("When it ends, in UTC.")
    me: Me = own("Who it stands for.")


@strawberry.type(description="Signed out: the token is worth nothing any more.")
class SignedOut:
    """Signed out."""

    was_valid: bool = public("Whether the token was worth something before.")


SignInResult = Annotated[
    SignedIn | ValidationFailed, strawberry.union("SignInResult", description="Signed in, or why not.")
]


async def sign_in(info: Info[Any, Any], input: SignInInput) -> SignInResult:  # noqa: A002  (the argument's name is the grammar's)
    """Give a bearer token."""
    answer = await accounts.sign_in(input.login, input.password, now=datetime.now(UTC))
    if isinstance(answer, Refusal):
        return refusal(answer, info)  # type: ignore[return-value]  # signing in is refused in this one way
    return SignedIn(token=answer.token, expires_at=answer.expires_at, me=me_of(answer.principal))


async def sign_out(info: Info[Any, Any]) -> SignedOut:
    """Revoke the bearer token that the request came with."""
    token, who = info.context.token, info.context.principal
    if token is None or who is None:
        return SignedOut(was_valid=False)
    answer = await accounts.sign_out(token, now=datetime.now(UTC), actor=who.login)
    info.context.forget(token)
    return SignedOut(was_valid=answer.was_valid)
