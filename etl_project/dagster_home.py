"""Dagster's own state: where it is, and the settings that ship in dagster.yaml."""

import os
import shutil
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template

from etl_project.locking import held
from etl_project.settings import Settings, SettingsError


def prepare_dagster_home(settings: Settings) -> None:
    """Point Dagster to its home in the data folder, and write its settings there.

    Raises:
        BusyError: another process has been at it for minutes.
        SettingsError: PostgreSQL, where it shall be used, cannot be.
    """
    if settings.dagster_postgres_url:
        url = settings.dagster_postgres_url.get_secret_value()
        _try_postgres(url)
        # Dagster's statements are in the dialect of this driver, which is no longer SQLAlchemy's first choice.
        os.environ["DAGSTER_POSTGRES_URL"] = f"postgresql+psycopg2://{url.partition('://')[2]}"
    home = settings.dagster_home
    with held(home.with_suffix(".lock"), "Dagster's home", "a start", settings.warehouse_wait_seconds):
        if not home.exists():
            _make(home, settings)
        # Replaced as a whole, for others may be reading it.
        written = home / "dagster.yaml.new"
        written.write_text(_config(settings), encoding="utf-8")
        written.replace(home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)


def _make(home: Path, settings: Settings) -> None:
    """Make the home elsewhere and move it as a whole.

    Two processes that make Dagster's databases at once, or one that is killed meanwhile, leave them unusable for good.
    """
    import dagster as dg

    new = home.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    (new / "dagster.yaml").write_text(_config(settings), encoding="utf-8")
    with dg.DagsterInstance.from_config(str(new)) as instance:
        instance.get_runs(limit=1)
    new.rename(home)


def _config(settings: Settings) -> str:
    shipped = files("etl_project")
    config = Template(shipped.joinpath("dagster.yaml").read_text(encoding="utf-8"))
    storage = shipped.joinpath("dagster_postgres.yaml").read_text(encoding="utf-8")
    return config.substitute(run_timeout_seconds=settings.run_timeout_seconds) + (
        f"\n{storage}" if settings.dagster_postgres_url else ""
    )


def _try_postgres(url: str) -> None:
    """Connect once: Dagster itself would give up with pages of traceback."""
    if not find_spec("dagster_postgres"):
        raise SettingsError(
            'ETL_DAGSTER_POSTGRES_URL: the packages for PostgreSQL are missing; install them with pip install -e ".[postgres]".'
        )
    import psycopg2

    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.OperationalError as error:
        # What the driver says names the server, user and database, and never the password.
        said = " ".join(str(error).split()).partition(" Is the server running")[0]
        raise SettingsError(f"ETL_DAGSTER_POSTGRES_URL: PostgreSQL cannot be used: {said}.") from None
    except psycopg2.Error:
        # Here it quotes the address.
        raise SettingsError(
            "ETL_DAGSTER_POSTGRES_URL: PostgreSQL's client cannot read it; write a % in the password as %25, and see to the options after the ?."
        ) from None
