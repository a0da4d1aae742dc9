"""What every asset does around its work: open the warehouse, keep audit.runs, write the check page, fail readably."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import dagster as dg
import duckdb

from etl_project.checks import CheckError
from etl_project.execution import ClusterError, ExecutionError
from etl_project.jobs import days_in_words, run_days
from etl_project.launcher import mark_at_work
from etl_project.locking import BusyError
from etl_project.reports import write_check_page
from etl_project.resources import PublicationResource, WarehouseResource
from etl_project.steps.audit import begin_step, end_step
from etl_project.steps.load import RawPagesMissingError
from etl_project.steps.publish import RefusedError
from etl_project.steps.replay import ReplayError
from etl_project.storage import StorageError, StorageUnavailable
from etl_project.text import printable_lines
from etl_project.warehouse import STORAGE_FAILURES, WarehouseVersionError

logger = logging.getLogger(__name__)

MAX_RETRIES = 2
SECONDS_BEFORE_RETRY = 30


@dataclass
class Step:
    """A step at work."""

    connection: duckdb.DuckDBPyConnection
    run_id: str
    load_dates: list[date]
    now: datetime
    counts: dict[str, int] = field(default_factory=dict)
    """To be filled with rows in and out, for audit.runs."""


@contextmanager
def step(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, publications: PublicationResource, name: str
) -> Iterator[Step]:
    """The connection and run that a step works with.

    Raises:
        dagster.Failure: with one clear sentence, where the fault is not the code's.
        dagster.RetryRequested: the disk, the file system or the object storage failed; it may be better soon.
    """
    run_id = context.run.run_id
    if not run_days(context.run.tags):
        raise dg.Failure("Choose the days that the run is about.", allow_retries=False)
    load_dates = [date.fromisoformat(key) for key in context.partition_keys]
    try:
        mark_at_work(context.instance, run_id)
        warehouse.take_turn(f"run {run_id[:8]} of {days_in_words(load_dates[0], load_dates[-1])}")
        with warehouse.get().connect() as connection:
            at_work = Step(connection, run_id, load_dates, datetime.now(UTC))
            begin_step(connection, at_work.run_id, at_work.load_dates, at_work.now)
            try:
                with _causes_told():
                    yield at_work
            except Exception as error:
                status = "refused" if isinstance(error, RefusedError) else "failed"
                with suppress(duckdb.Error, OSError):  # the error at hand is the one to report
                    end_step(connection, at_work.run_id, name, at_work.counts, status, datetime.now(UTC))
                    write_check_page(connection, at_work.run_id, publications.reports)
                raise
            if name != "publication":
                end_step(connection, at_work.run_id, name, at_work.counts, "loaded", datetime.now(UTC))
            page = write_check_page(connection, at_work.run_id, publications.reports)
            context.log.info(f"Checks of this run: {page}")
    except StorageUnavailable as error:
        logger.warning("%s will be tried again: %s", name, error)
        reason = dg.Failure(printable_lines(str(error)))  # what the run says, should that not help
        raise dg.RetryRequested(max_retries=MAX_RETRIES, seconds_to_wait=SECONDS_BEFORE_RETRY) from reason
    except (
        RefusedError,
        CheckError,
        RawPagesMissingError,
        ReplayError,
        BusyError,
        WarehouseVersionError,
        StorageError,
        ClusterError,
    ) as error:
        raise dg.Failure(printable_lines(str(error)), allow_retries=False) from error
    except STORAGE_FAILURES as error:
        logger.warning("%s will be tried again: %s", name, error)
        raise dg.RetryRequested(max_retries=MAX_RETRIES, seconds_to_wait=SECONDS_BEFORE_RETRY) from error


@contextmanager
def _causes_told() -> Iterator[None]:
    """A storage that failed in a worker is told as one that failed here."""
    try:
        yield
    except ExecutionError as error:
        if isinstance(error.__cause__, StorageError):
            raise error.__cause__ from None
        raise
