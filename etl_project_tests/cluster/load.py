"""`python -m etl_project_tests.cluster.load ADDRESS RAW_ROOT ROOT`: load all days on a cluster, without Dagster, into a warehouse in ROOT."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from etl_project.execution import Executor, RayCluster
from etl_project.readers import Limits, list_load_dates
from etl_project.registry import load_registry
from etl_project.settings import PROJECT_ROOT
from etl_project.steps.audit import begin_step
from etl_project.steps.load import load_day
from etl_project.warehouse import Warehouse

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def load(executor: Executor, raw_root: Path, root: Path) -> Path:
    """The file that was made."""
    registry = load_registry(PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml")
    days = list_load_dates(raw_root)
    root.mkdir(exist_ok=True)
    file = root / "warehouse.duckdb"
    with Warehouse(file).connect() as connection:
        begin_step(connection, "load", days, NOW)
        for day in days:
            load_day(
                connection,
                day,
                raw_root=raw_root,
                registry=registry,
                executor=executor,
                limits=Limits(),
                run_id="load",
                now=NOW,
            )
    return file


if __name__ == "__main__":
    with RayCluster(sys.argv[1]) as cluster:
        load(cluster, Path(sys.argv[2]), Path(sys.argv[3]))
