"""The command line: load, look, publish, roll back. `python -m etl_project --help` lists it."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
import duckdb

from etl_project.checks import write_data_docs
from etl_project.dagster_home import prepare_dagster_home
from etl_project.extraction import extract
from etl_project.jobs import LOAD_JOB, REPLAY_JOB, days_in_words, replay_config, run_tags
from etl_project.locking import BusyError
from etl_project.publication import PublicationError, PublicationFolder
from etl_project.readers import Limits, Rejected, Share, format_of, list_load_dates, read_payload
from etl_project.readers.compression import beginning
from etl_project.reference import model_page, settings_page, tables_page
from etl_project.registry import RegistryError, load_registry
from etl_project.settings import PROJECT_ROOT, Settings, SettingsError, load_settings
from etl_project.steps.replay import Selection, held_items
from etl_project.storage import StorageError
from etl_project.tables import PUBLISHED_TABLES
from etl_project.text import printable, printable_lines
from etl_project.warehouse import DUCKDB_CONFIG, Warehouse, WarehouseVersionError

EXAMPLES = (
    (
        "How much came in, and can it be trusted?",
        "SELECT day, sum(pages) AS pages, sum(quarantined) AS quarantined, sum(articles) AS articles, "
        "sum(undated) AS undated, bool_or(is_withheld) AS is_withheld "
        "FROM marts.coverage_day GROUP BY day ORDER BY day DESC LIMIT 5",
    ),
    (
        "Who published most?",
        "SELECT publisher, sum(articles) AS articles, sum(words) AS words "
        "FROM marts.publisher_day GROUP BY publisher ORDER BY articles DESC, publisher LIMIT 5",
    ),
    (
        "Which headlines were changed?",
        "SELECT publisher, old_title, new_title, round(minutes_after_first) AS minutes "
        "FROM marts.headline_changes ORDER BY seen_at LIMIT 5",
    ),
)
"""Questions that the account of a load answers."""


_SHOWN_BYTES = 2000
"""Of a payload, how much is shown."""


class QuarantineError(Exception):
    """Something that is asked of the quarantine cannot be done; the message says why."""


def _plainly(command: Callable[..., None]) -> Callable[..., None]:
    """A user's mistake becomes one sentence and exit code 2, without a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (
            SettingsError,
            RegistryError,
            PublicationError,
            QuarantineError,
            BusyError,
            WarehouseVersionError,
            StorageError,
        ) as error:
            click.echo(printable_lines(str(error)), err=True)
            sys.exit(2)

    return run


@click.group()
def main() -> None:
    """A news warehouse: raw pages in, audited DuckDB marts out."""


@main.command()
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; the first that has arrived by default."
)
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; the last that has arrived by default.")
@_plainly
def load(first: datetime | None, last: datetime | None) -> None:
    """Load the days that have arrived, publish them, and say what came of it."""
    settings = load_settings()
    arrived = list_load_dates(settings.raw_root)
    wanted = [day for day in arrived if (not first or day >= first.date()) and (not last or day <= last.date())]
    if not wanted:
        raise SettingsError(
            f"There are no pages to load: put them into {settings.raw_root}/<YYYY-MM-DD>/, or point ETL_RAW_ROOT to a "
            f"folder of such folders.{f' There are days from {arrived[0]} to {arrived[-1]}.' if arrived else ''}"
        )
    click.echo(f"Loading {len(wanted)} days, {wanted[0]} to {wanted[-1]}, from {settings.raw_root}")
    _run_and_exit(LOAD_JOB, wanted[0], wanted[-1], settings, {})


@main.command()
@click.pass_context
@_plainly
def rebuild(context: click.Context) -> None:
    """Build the warehouse anew from all raw pages; the old file is kept beside it, and the publication until the new one."""
    settings = load_settings()
    if not list_load_dates(settings.raw_root):
        raise SettingsError(f"There are no pages in {settings.raw_root} to build the warehouse from.")
    load_registry(settings.registry)  # before anything is set aside, too
    # In one turn with the load: another run in between would publish the days of the new warehouse, which are few.
    with _warehouse(settings).turn("the rebuild"):
        aside = _warehouse(settings).set_aside(f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        if aside:
            click.echo(f"The warehouse as it was is now {_shown(aside)}: remove it when you no longer need it.")
        context.invoke(load)


def _run_and_exit(job: str, first: date, last: date, settings: Settings, config: dict[str, Any]) -> NoReturn:
    """Run a job over the days from `first` to `last`, say what came of it, and end this process: with 0 where all went well."""
    load_registry(settings.registry)  # a mistake in it is the user's, and is told before anything starts
    prepare_dagster_home(settings)
    # Taken before the run begins, so that those in Dagster's queue do not wait for one that waits itself; kept until its
    # account is given, which another run would change.
    with _warehouse(settings).turn(f"the job {job} of {days_in_words(first, last)}"):
        ok, run_id = _run_job(job, first, last, settings, config)
        if (settings.reports / f"{run_id}.html").exists():  # else it failed before its first step had begun
            click.echo(account(settings, run_id))
    # DuckDB and its SQLAlchemy dialect print pages of harmless notes while the interpreter shuts down; skip that.
    sys.stdout.flush()
    os._exit(0 if ok else 1)


class _PrintableFormatter(logging.Formatter):
    """Log lines may name files and quote pages."""

    def format(self, record: logging.LogRecord) -> str:
        return printable_lines(super().format(record))


def _run_job(job: str, first: date, last: date, settings: Settings, config: dict[str, Any]) -> tuple[bool, str]:
    """Run a job in this process, its history kept for the UI; whether it succeeded, and its run's id."""
    import dagster as dg

    from etl_project.definitions import build_defs
    from etl_project.sensors import failure_reason

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_PrintableFormatter("  %(message)s"))
    logger = logging.getLogger("etl_project")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    with dg.DagsterInstance.get() as instance:
        result = (
            build_defs(settings)
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                tags=run_tags(first, last),
                run_config=config | {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=False,
            )
        )
        for event in result.all_events:
            if event.is_step_failure:
                click.echo(printable_lines(f"  failed: {failure_reason(event.step_failure_data)}"), err=True)
    return result.success, result.run_id


def account(settings: Settings, run_id: str) -> str:
    """What a load read, found, held back, checked and published, and how to ask about it."""
    lines = []
    with _warehouse(settings).connect() as warehouse:
        days = "load_date IN (SELECT unnest(load_dates) FROM audit.runs WHERE run_id = $run_id)"

        def rows(query: str) -> list[tuple[Any, ...]]:
            return warehouse.execute(query, {"run_id": run_id}).fetchall()

        statuses = rows(
            f"SELECT status, count(*) FROM raw.captures WHERE {days} GROUP BY ALL ORDER BY count(*) DESC, status"
        )
        lines.append(
            f"Pages read      {sum(n for _, n in statuses)} ({', '.join(f'{n} {status}' for status, n in statuses)})"
        )
        ((articles, seen),) = rows(
            f"SELECT count(DISTINCT article_key), count(*) FROM core.article_appearances WHERE {days}"
        )
        lines.append(f"Articles found  {articles}, on pages {seen} times")
        held = rows(
            f"SELECT reason_code, count(DISTINCT payload_key) FROM audit.quarantine WHERE status = 'held' AND {days} GROUP BY ALL ORDER BY ALL"
        )
        lines.append(
            f"Held back       {sum(n for _, n in held)}"
            + "".join(f"\n                  {n} {code}" for code, n in held)
        )
        ((passed, warned, failed),) = rows(
            "SELECT count(*) FILTER (success), count(*) FILTER (NOT success AND severity = 'warn'), "
            "count(*) FILTER (NOT success AND severity = 'error') FROM audit.checks WHERE run_id = $run_id"
        )
        lines.append(f"Checks          {passed} passed, {warned} warned, {failed} failed")
        for table, name, day in rows(
            "SELECT table_name, expectation, load_date FROM audit.checks "
            "WHERE run_id = $run_id AND NOT success AND severity = 'error' ORDER BY ALL"
        ):
            lines.append(f"                  failed: {table} {name}{f' on {day}' if day else ''}")
    folder = PublicationFolder(settings.published)
    lines.append(f"Check page      {_shown(settings.reports / f'{run_id}.html')}")
    if folder.current_build_id is None:
        return "\n".join(["", *lines, "Published       nothing yet"])
    file = _shown(folder.current_file)
    lines += [
        f"Published       {folder.current_build_id}"
        + ("" if folder.current_build_id.endswith(run_id[:8]) else " (by an earlier run)"),
        "Report          " + (_shown(folder.current_report) if folder.current_report.exists() else "none"),
        "",
        "Query it with any DuckDB client, also while a load is running:",
        f"    duckdb -readonly {file}",
        f"    {_shown(Path(sys.executable))} -c \"import duckdb; print(duckdb.connect('{file}', read_only=True).sql('FROM marts.coverage_day'))\"",
        "",
    ]
    with duckdb.connect(str(folder.current_file), read_only=True, config=DUCKDB_CONFIG) as marts:
        for question, query in EXAMPLES:
            lines += [question, f"    {query}", printable_lines(str(marts.sql(query)))]
    return "\n".join(["", *lines])


def _warehouse(settings: Settings) -> Warehouse:
    return Warehouse(settings.warehouse, settings.warehouse_wait_seconds, settings.memory_limit_mb)


def _shown(path: Path) -> str:
    """A path as a person at the project's root would type it."""
    return str(path.relative_to(PROJECT_ROOT)) if path.is_relative_to(PROJECT_ROOT) else str(path)


@main.command()
@click.option("--port", default=3000, show_default=True, help="Port on this machine.")
@_plainly
def ui(port: int) -> None:
    """Start the Dagster UI with its scheduler, on this machine only."""
    prepare_dagster_home(load_settings())
    os.chdir(PROJECT_ROOT)
    arguments = ["dev", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", *arguments])  # noqa: S606 - itself, with these arguments


@main.command()
@_plainly
def publications() -> None:
    """List what was published when, and what a rollback can go back to."""
    folder = PublicationFolder(load_settings().published)
    restorable = folder.restorable()
    for entry in folder.history():
        mark = (
            "current"
            if entry.build_id == folder.current_build_id
            else "kept"
            if entry.build_id in restorable
            else "gone"
        )
        click.echo(
            f"{entry.publication_no:4}  {entry.published_at:%Y-%m-%d %H:%M:%S}  {entry.action:8}  {entry.build_id}  "
            f"{len(entry.load_dates):4} days  {mark}"
        )


@main.command()
@click.argument("build", required=False)
@_plainly
def rollback(build: str | None) -> None:
    """Make BUILD current again; without BUILD, the one published before the current one."""
    settings = load_settings()
    folder = PublicationFolder(settings.published, wait_seconds=settings.warehouse_wait_seconds)
    with folder.locked("a rollback"):
        entry = folder.roll_back(build, datetime.now(UTC))
    click.echo(f"{entry.build_id} is current again, in place of {entry.previous_build_id}.")


_REASONS = click.option("--reason", "reasons", multiple=True, help="Reason code; may be given several times.")


@main.group()
def quarantine() -> None:
    """What is held back: list it, look at it, try it again."""


@quarantine.command("list")
@_REASONS
@_plainly
def list_quarantine(reasons: tuple[str, ...]) -> None:
    """Count what is held back, by reason; with --reason, list the items."""
    settings = load_settings()
    with _warehouse(settings).connect() as warehouse:
        items = held_items(warehouse, Selection(reasons, max_attempts=settings.max_attempts))
        if reasons:
            for key, uri, offset, attempts, is_exhausted, reason in items.project(
                "quarantine_key, input_uri, byte_offset, attempts, is_exhausted, reason"
            ).fetchall():
                tried = f"tried {attempts} times" + (", not to be tried again" if is_exhausted else "")
                click.echo(printable(f"{key}  {uri} at byte {offset}  {tried}"))
                click.echo(f"    {printable(reason)}")
        else:
            by_reason = items.aggregate(
                "reason_code, count(*), min(load_date), max(load_date), count(*) FILTER (is_exhausted)", "reason_code"
            )
            for code, count, first, last, exhausted in by_reason.order("reason_code").fetchall():
                left = f"  {exhausted} of them tried too often to be tried again" if exhausted else ""
                click.echo(f"{count:6}  {code}  {days_in_words(first, last)}{left}")
        if not items.shape[0]:
            click.echo("Nothing is held back" + (f" for {', '.join(reasons)}." if reasons else "."))


@quarantine.command()
@click.argument("key")
@click.option("--raw", is_flag=True, help="Write the whole payload to standard output, byte for byte.")
@_plainly
def show(key: str, raw: bool) -> None:
    """Show the item KEY: why it is held back, where it lies, and the beginning of its payload."""
    settings = load_settings()
    with _warehouse(settings).connect() as warehouse:
        found = warehouse.execute(
            "SELECT reason_code, reason, stage, status, attempts, input_uri, byte_offset, byte_length, grain, payload_key "
            "FROM audit.quarantine WHERE quarantine_key = $1",
            [key],
        ).fetchone()
    if not found:
        raise QuarantineError(f"There is no item {key!r}: python -m etl_project quarantine list shows what there is.")
    code, reason, stage, status, attempts, uri, offset, length, grain, payload_key = found
    limits = Limits(max_page_bytes=settings.max_page_bytes, max_file_bytes=settings.max_file_bytes)
    try:
        # What could not be read of a file has no known length.
        payload = read_payload(settings.raw_root, uri, offset, length or sys.maxsize, limits=limits)
        if raw:
            for piece in payload:
                sys.stdout.buffer.write(piece)
            return
        shown = beginning(next(payload, b""), _SHOWN_BYTES)
    except (OSError, Rejected) as error:
        raise QuarantineError(f"{uri} cannot be read from {settings.raw_root}: {error}") from None
    format_, _ = format_of(uri)
    unit = format_.unit if format_ else "byte"
    click.echo(printable(f"{uri}, {length} {unit}s from {unit} {offset}: {status}, tried {attempts} times"))
    click.echo(printable(f"{code} ({stage}): {reason}"))
    click.echo()
    if grain == "appearance":
        for line in _article(settings, limits, uri, offset, payload_key):
            click.echo(printable(line))
        return
    for line in shown.decode("utf-8", "backslashreplace").splitlines():
        click.echo(printable(line))


def _article(settings: Settings, limits: Limits, uri: str, byte_offset: int, appearance_key: str) -> Iterator[str]:
    """What stands on the page of an article that is held back, as today's parser takes it apart."""
    labels = load_registry(settings.registry).labels
    before = {uri: range(byte_offset)}
    for page in extract(Share(uri), raw_root=settings.raw_root, limits=limits, publisher_labels=labels, known=before):
        for row in page.appearances:
            if row["appearance_key"] == appearance_key:
                for name in ("title", "byline", "published_raw", "article_url"):
                    yield f"{name}: {row[name] or ''}"[:_SHOWN_BYTES]
                yield from row["body"][:_SHOWN_BYTES].splitlines()
                return
        break
    yield "The parser does not find it on the page any more."


@quarantine.command()
@click.argument("keys", nargs=-1)
@_REASONS
@_plainly
def replay(keys: tuple[str, ...], reasons: tuple[str, ...]) -> None:
    """Try again what is held back: the items KEYS, those held for a reason, or all; then publish."""
    settings = load_settings()
    with _warehouse(settings).connect() as warehouse:
        items = held_items(warehouse, Selection(reasons, keys, settings.max_attempts))
        first, last, count, exhausted = items.aggregate(
            "min(load_date) FILTER (NOT is_exhausted), max(load_date) FILTER (NOT is_exhausted), "
            "count(*) FILTER (NOT is_exhausted), count(*) FILTER (is_exhausted)"
        ).fetchall()[0]
        held = {key for (key,) in items.project("quarantine_key").fetchall()}
    if unknown := sorted(set(keys) - held):
        raise QuarantineError(f"{unknown[0]} is not held back: python -m etl_project quarantine list shows what is.")
    if exhausted:
        click.echo(f"Left alone: {exhausted} tried {settings.max_attempts} times or more (ETL_MAX_ATTEMPTS).")
    if not count:
        raise QuarantineError("There is nothing to try again.")
    click.echo(f"Trying {count} again, of {first} to {last}")
    _run_and_exit(REPLAY_JOB, first, last, settings, replay_config(reasons, keys))


@main.command("data-docs")
@_plainly
def data_docs() -> None:
    """Write Great Expectations' own pages about the published file (they load scripts from the network)."""
    settings = load_settings()
    current = PublicationFolder(settings.published).current_file
    if not current.exists():
        raise PublicationError("Nothing is published yet: load some pages first.")
    with duckdb.connect(str(current), read_only=True, config=DUCKDB_CONFIG) as marts:
        click.echo(_shown(write_data_docs(marts, PUBLISHED_TABLES, settings.data_root / "data_docs")))


@main.command()
def docs() -> None:
    """Write the pages of docs/ that are derived from the code."""
    pages = {"tables": tables_page(), "settings": settings_page(), "main-text-model": model_page()}
    for name, page in pages.items():
        (PROJECT_ROOT / "docs" / f"{name}.md").write_text(page, encoding="utf-8")
