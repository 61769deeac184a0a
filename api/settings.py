"""What an operator may set, each by an environment variable."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.wording import Language


class Settings(BaseSettings):
    """Settings with their defaults: a SQLite file in the working folder, served to this machine only."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", extra="ignore")

    database_url: str = Field(default="sqlite://linli.sqlite3", validation_alias="DATABASE_URL")
    host: str = "127.0.0.1"
    port: int = 8000
    language: Language = "zh"
    origins: list[str] = []
    mode: Literal["development", "production"] = "development"
    hosts: list[str] = []  # names by which others call this server
    documents: Path | None = None  # trusted documents
    documents_only: bool = False  # no other document runs
    metrics_token: SecretStr | None = None  # without one, /metrics is for this machine alone
    answers_days: int = Field(default=30, ge=1)  # so long an answer is kept under its idempotency key

    @property
    def is_production(self) -> bool:
        """Whether the server faces people, not whoever writes programs against it."""
        return self.mode == "production"
