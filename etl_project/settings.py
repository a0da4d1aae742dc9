"""The one place for settings: defaults here, overridden by environment variables ``ETL_<NAME>``.

Secrets (the webhook's address, the mail server's password) come from the environment only and are never printed.
"""

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AnyHttpUrl,
    BeforeValidator,
    Field,
    PlainSerializer,
    PostgresDsn,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl_project.storage import PATIENCE_SECONDS, Remote, root_at
from etl_project.transforms.copies.pairs import WINDOW_DAYS

PROJECT_ROOT = Path(__file__).resolve().parent.parent


IGNORED = {"ETL_TEST_REQUIRE_ALL"}
"""Variables that are not settings: this one is the tests'."""


class SettingsError(Exception):
    """The settings are not usable; the message has one sentence for each mistake."""


class Settings(BaseSettings):
    """All settings, validated. Each is set by the environment variable ``ETL_`` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ETL_", frozen=True, extra="ignore", arbitrary_types_allowed=True)

    raw_root: Annotated[Path | Remote, BeforeValidator(root_at), PlainSerializer(str)] = Field(
        PROJECT_ROOT / "data" / "raw",
        description="Folder with one sub-folder of pages a day: a path, or an address such as `s3://bucket/prefix`",
    )
    data_root: Path = Field(
        PROJECT_ROOT / "data", description="Folder for everything that is made: warehouse, publications, reports"
    )
    registry: Path = Field(
        PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml", description="Publisher registry (TOML)"
    )
    first_load_date: date | None = Field(None, description="First partition; the earliest day folder when unset")

    executor: Literal["in_process", "process_pool", "cluster"] = Field(
        "process_pool", description="Where pages are parsed"
    )
    cluster_address: str | None = Field(
        None, description="Head of the Ray cluster, as host:port, where the executor is `cluster`"
    )
    workers: Annotated[int, Field(ge=1, le=256)] = Field(
        2, description="Processes that parse pages, where the executor is `process_pool`"
    )
    page_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        60, description="Time after which the parsing of one page is ended, in seconds"
    )
    page_memory_mb: Annotated[int, Field(ge=50)] = Field(
        1000, description="Memory beyond which the parsing of a page is ended, in MB; on macOS it is not bounded"
    )
    max_page_bytes: Annotated[int, Field(ge=1)] = Field(
        20_000_000, description="Larger pages are quarantined, in bytes"
    )
    max_file_bytes: Annotated[int, Field(ge=1)] = Field(
        4_000_000_000, description="Larger files of many pages are quarantined, in bytes"
    )
    max_attempts: Annotated[int, Field(ge=1)] = Field(
        10, description="What is held back is not replayed once it has been tried so many times"
    )
    copy_window_days: Annotated[int, Field(ge=1, le=366)] = Field(
        WINDOW_DAYS,
        description="A new article is compared with those of so many days before it, to find copies; "
        "what was found before a change of this stays until python -m etl_project rebuild",
    )
    warehouse_wait_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        600, description="How long a run or a command waits for another one to let go of the warehouse, in seconds"
    )
    memory_limit_mb: Annotated[int, Field(ge=100)] = Field(800, description="Memory that DuckDB may use, in MB")

    keep_publications: Annotated[int, Field(ge=1)] = Field(5, description="Publications kept for rollback")

    schedule_hour: Annotated[int, Field(ge=0, le=23)] = Field(2, description="Hour of the nightly load")
    schedule_minute: Annotated[int, Field(ge=0, le=59)] = Field(0, description="Minute of the nightly load")
    schedule_time_zone: str = Field("UTC", description="IANA time zone of schedule_hour")
    arrival_settle_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        10,
        description="The arrival sensor takes a day up once its newest file has been untouched for so long, in seconds",
    )
    run_timeout_seconds: Annotated[int, Field(ge=60)] = Field(
        6 * 3600, description="A run that takes longer is ended, in seconds"
    )
    dagster_postgres_url: SecretStr | None = Field(
        None,
        description="PostgreSQL database for Dagster's run history, schedules and queue, as postgresql://user:password@host/name; "
        "SQLite files in the data folder when unset",
    )

    notify_webhook: SecretStr | None = Field(
        None, description="http(s) address that failure notices are posted to, as JSON"
    )
    notify_email_to: str | None = Field(None, description="Address that failure notices are mailed to")
    notify_email_from: str = Field("etl-project@localhost", description="Sender of failure notices")
    smtp_host: str = Field("localhost", description="Mail server")
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(25, description="Port of the mail server")
    smtp_user: str | None = Field(
        None, description="User at the mail server; TLS with a valid certificate is then required"
    )
    smtp_password: SecretStr | None = Field(None, description="Password at the mail server")

    @field_validator("data_root", "registry")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("registry")
    @classmethod
    def _registry_exists(cls, value: Path) -> Path:
        if not value.is_file():
            raise ValueError(f"there is no file {value}; point it to a registry in TOML")
        return value

    @field_validator("cluster_address")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^:/\s]+:[0-9]{1,5}", value):
            raise ValueError(
                f"{value!r} is not the host and port of a cluster's head; write them such as 10.0.0.1:6379"
            )
        return value

    @field_validator("schedule_time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is not an IANA time zone; write one such as Europe/Berlin") from None
        return value

    @field_validator("notify_webhook")
    @classmethod
    def _web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                AnyHttpUrl(value.get_secret_value())
            except ValidationError:
                raise ValueError("it is not an http(s) address") from None
        return value

    @field_validator("dagster_postgres_url")
    @classmethod
    def _postgres_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        try:
            address = PostgresDsn(value.get_secret_value())
        except ValidationError:
            address = None
        if address is None or address.scheme != "postgresql":
            raise ValueError("it is not an address such as postgresql://user:password@host:5432/name")
        # An @ in a password is now %40: PostgreSQL's client would take what follows it for the host, and print it.
        return SecretStr(str(address))

    @model_validator(mode="after")
    def _cluster_has_an_address(self) -> "Settings":
        if self.executor == "cluster" and self.cluster_address is None:
            raise ValueError("ETL_EXECUTOR=cluster needs ETL_CLUSTER_ADDRESS, the host and port of the cluster's head")
        return self

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> "Settings":
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("set ETL_SMTP_USER and ETL_SMTP_PASSWORD both, or neither")
        return self

    @model_validator(mode="after")
    def _pages_outlast_their_storage(self) -> "Settings":
        if isinstance(self.raw_root, Remote) and self.page_seconds < 2 * PATIENCE_SECONDS:
            raise ValueError(
                f"set ETL_PAGE_SECONDS to {2 * PATIENCE_SECONDS:g} or more: where ETL_RAW_ROOT is an address, a read is "
                f"tried again for {PATIENCE_SECONDS:g} seconds"
            )
        return self

    @property
    def warehouse(self) -> Path:
        """The pipeline's own database."""
        return self.data_root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Folder of the publications; ``current`` in it links to the one in force."""
        return self.data_root / "published"

    @property
    def reports(self) -> Path:
        """Folder of the check pages, one a run."""
        return self.data_root / "reports"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own state: run history, schedules, logs."""
        return self.data_root / "dagster"


def load_settings() -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: one sentence for each mistake, naming the variable and never its value where it is secret.
    """
    known = {f"ETL_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("ETL_") and name not in known | IGNORED)
    if unknown:
        raise SettingsError(
            "\n".join(f"{name}: there is no such setting; docs/settings.md lists them." for name in unknown)
        )
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_sentence(mistake["loc"], mistake["msg"]) for mistake in error.errors())
        ) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    text = text[:1].lower() + text[1:] if not text.startswith("ETL_") else text
    return f"ETL_{str(location[0]).upper()}: {text}." if location else f"{text[:1].upper()}{text[1:]}."
