"""What an operator may set, each by an environment variable."""

from __future__ import annotations

from pydantic import Field
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
