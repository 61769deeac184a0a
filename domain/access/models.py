"""Who allowed what (consent), and who may do what (accounts, grants, tokens)."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.organizations.models import Organization
from domain.people.models import Carer, Resident
from domain.rows import KeyedRow, Row, json_field


class Consent(KeyedRow):
    """A resident's consent 知情同意, given by themselves, a proxy or a guardian; valid through `valid_until`."""

    resident: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="consents", db_index=True, on_delete=fields.RESTRICT
    )
    resident_id: UUID
    kind = fields.CharField(max_length=16)
    given_by = fields.CharField(max_length=80, default="")
    relation = fields.CharField(max_length=32, default="")
    given_on = fields.DateField()
    valid_until = fields.DateField(null=True)
    withdrawn_on = fields.DateField(null=True)

    class Meta(KeyedRow.Meta):
        table = "consent"


class Account(Row):
    """Somebody who may sign in. `carer` is whose roster they see as a carer; the password is kept as argon2id."""

    login = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=80, default="")
    password_hash = fields.CharField(max_length=200)
    carer: fields.ForeignKeyNullableRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="accounts", null=True, on_delete=fields.SET_NULL
    )
    carer_id: UUID | None
    is_active = fields.BooleanField(default=True)

    class Meta(Row.Meta):
        table = "account"
        indexes = (("carer_id",),)


class Grant(Row):
    """A role that an account has, for one planning unit or, with none, wherever the role reaches."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "linli.Account", related_name="grants", on_delete=fields.CASCADE
    )
    account_id: UUID
    role = fields.CharField(max_length=24)
    unit: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="grants", null=True, on_delete=fields.CASCADE
    )
    unit_id: UUID | None

    class Meta(Row.Meta):
        table = "access_grant"
        indexes = (("unit_id",),)
        unique_together = (("account", "role", "unit"),)


class Guardianship(Row):
    """A child whom an account is the guardian of."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "linli.Account", related_name="children", on_delete=fields.CASCADE
    )
    account_id: UUID
    child: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="guardians", on_delete=fields.CASCADE
    )
    child_id: UUID

    class Meta(Row.Meta):
        table = "guardianship"
        indexes = (("child_id",),)
        unique_together = (("account", "child"),)


class AccessToken(Row):
    """A bearer token of a sign-in, or an API key: only its SHA-256 is kept. A key may be narrowed to some roles."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "linli.Account", related_name="tokens", on_delete=fields.CASCADE
    )
    account_id: UUID
    kind = fields.CharField(max_length=8)
    name = fields.CharField(max_length=80, default="")
    token_hash = fields.CharField(max_length=64, unique=True)
    scopes: list[str] = json_field(default=list)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta(Row.Meta):
        table = "access_token"
        indexes = (("account_id",),)


class CalendarFeed(Row):
    """A secret address under which a carer's calendar reads the own roster: only the secret's SHA-256 is kept."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="calendar_feeds", db_index=True, on_delete=fields.CASCADE
    )
    carer_id: UUID
    secret_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta(Row.Meta):
        table = "calendar_feed"
