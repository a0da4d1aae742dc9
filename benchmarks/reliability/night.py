"""A night's run, step by step as the assets launch them, but without Dagster: so that hundreds fit into minutes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from etl_project.execution import InProcess, ProcessPool
from etl_project.publication import PublicationFolder
from etl_project.readers import Limits
from etl_project.registry import load_registry
from etl_project.reports import write_check_page
from etl_project.settings import PROJECT_ROOT
from etl_project.steps.audit import begin_step, end_step
from etl_project.steps.fold import fold
from etl_project.steps.load import load_day
from etl_project.steps.marts import build_marts
from etl_project.steps.publish import publish
from etl_project.warehouse import Warehouse

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAYS = (date(2026, 11, 2), date(2026, 11, 3))
SAMPLES = PROJECT_ROOT / "data" / "raw"


@dataclass(frozen=True)
class Places:
    """A data folder, laid out as the settings lay it out by default."""

    root: Path
    keep: int = 5
    """Publications kept for rollback."""

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.root / "warehouse.duckdb", wait_seconds=60)

    @property
    def publications(self) -> PublicationFolder:
        return PublicationFolder(self.root / "published", self.keep)

    @property
    def reports(self) -> Path:
        return self.root / "reports"


def run(
    places: Places,
    days: Sequence[date] = DAYS,
    *,
    raw_root: Path = SAMPLES,
    run_id: str,
    executor: InProcess | ProcessPool | None = None,
    reached: Callable[[str], None] = lambda boundary: None,
) -> None:
    """Load `days`, fold, build the marts, publish.

    Args:
        executor: takes the pages apart; in this process where none is given.
        reached: called at every boundary of a step, with its name.
    """
    registry = load_registry(PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml")

    @contextmanager
    def step(name: str) -> Iterator[duckdb.DuckDBPyConnection]:
        reached(f"before {name}")
        with places.warehouse.connect() as connection:
            begin_step(connection, run_id, days, NOW)
            reached(f"{name} has begun")
            yield connection
            reached(f"{name} is done")
            if name != "publication":
                end_step(connection, run_id, name, {}, "loaded", NOW)
            write_check_page(connection, run_id, places.reports)
            reached(f"{name} is noted")
        reached(f"after {name}")

    with step("load") as connection, executor or InProcess() as at_work:
        for day in days:
            load_day(
                connection,
                day,
                raw_root=raw_root,
                registry=registry,
                executor=at_work,
                limits=Limits(),
                run_id=run_id,
                now=NOW,
            )
            reached(f"{day} is loaded")
    with step("core") as connection:
        fold(connection, registry=registry, run_id=run_id, now=NOW)
    with step("marts") as connection:
        build_marts(connection, run_id=run_id, now=NOW)
    with step("publication") as connection:
        publish(connection, places.publications, load_dates=days, arrived=days, run_id=run_id, now=NOW)
