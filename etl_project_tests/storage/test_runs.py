"""Runs over raw pages in a real S3 API server that fails, forgets and is overwritten meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from etl_project import storage
from etl_project.assets import step
from etl_project.assets.specs import asset_key
from etl_project.definitions import build_defs
from etl_project.execution import InProcess
from etl_project.jobs import LOAD_JOB, run_tags
from etl_project.readers import Limits, Share, list_load_dates, read
from etl_project.sensors import failure_reason
from etl_project.settings import Settings
from etl_project.steps.load import TABLES, load_day
from etl_project.storage import BLOCK_BYTES, Remote, StorageUnavailable
from etl_project_tests.conftest import SAMPLES
from etl_project_tests.readers.records import http, record
from etl_project_tests.steps.world import DAY, World
from etl_project_tests.storage.server import BUCKET, Proxy, Request, Server
from etl_project_tests.storage.test_storage import assert_plain

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.put_good_day(DAY)
    return world


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setattr(storage, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(step, "SECONDS_BEFORE_RETRY", 0)
    with dg.instance_for_test() as instance:
        yield instance


def definitions(world: World, remote: Remote) -> dg.Definitions:
    return build_defs(Settings(raw_root=remote, data_root=world.root, executor="in_process", arrival_settle_seconds=0))


def launch(world: World, remote: Remote, instance: dg.DagsterInstance, defs: dg.Definitions) -> str | None:
    """Read the pages of `DAY` into the tables of raw and staging; why that failed, None where it did not."""
    result = defs.resolve_job_def(LOAD_JOB).execute_in_process(
        instance=instance,
        tags=run_tags(DAY, DAY),
        asset_selection=[asset_key(table.name) for table in TABLES],
        raise_on_error=False,
    )
    reasons = [failure_reason(event.step_failure_data) for event in result.all_events if event.is_step_failure]
    assert bool(reasons) is not result.success
    return reasons[0] if reasons else None


def retries(instance: dg.DagsterInstance) -> int:
    (record, *_) = instance.get_run_records(limit=1)
    return len(instance.all_logs(record.dagster_run.run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY))


def test_the_samples_give_the_same_tables_as_from_their_folder(
    tmp_path: Path, server: Server, proxy: Proxy, remote: Remote
) -> None:
    """What is read and taken apart; all other tables are made of these."""
    server.upload(SAMPLES, "raw")
    proxy.fault = lambda request: "throttle" if request.number % 5 == 0 else None
    found = {}
    for root in (SAMPLES, remote):
        world = World(tmp_path / type(root).__name__)
        world.root.mkdir()
        with world.connect() as connection:
            for day in list_load_dates(root):
                load_day(
                    connection,
                    day,
                    raw_root=root,
                    registry=world.registry,
                    executor=InProcess(),
                    limits=Limits(),
                    run_id="run",
                    now=datetime(2026, 11, 14, tzinfo=UTC),
                )
            found[root] = [
                connection.execute(
                    f"SELECT count(*), md5(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR)) FROM {name} AS t"
                ).fetchall()
                for name in (*(table.name for table in TABLES), "audit.quarantine")
            ]
    assert found[remote] == found[SAMPLES]
    assert found[remote][1][0][0] == 118


def test_a_storage_that_throttles_costs_time_and_nothing_else(
    world: World, server: Server, proxy: Proxy, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.upload(world.raw_root, "raw")
    proxy.fault = lambda request: "throttle" if request.number % 3 == 0 else None
    assert launch(world, remote, instance, definitions(world, remote)) is None
    assert retries(instance) == 0
    assert world.ask("SELECT count(*), count(*) FILTER (status = 'ok') FROM raw.captures") == [(3, 3)]


def test_a_storage_that_fails_for_good_fails_the_run_with_a_sentence_and_holds_nothing_back(
    world: World, server: Server, proxy: Proxy, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.upload(world.raw_root, "raw")
    defs = definitions(world, remote)

    def no_page(request: Request) -> str | None:
        return "throttle" if request.path.endswith(".html") else None

    proxy.fault = no_page
    reason = launch(world, remote, instance, defs)
    assert reason is not None and reason.startswith(f"s3://{BUCKET}/raw/{DAY}/")
    assert reason.endswith("cannot be had: the storage failed for 1 seconds (503); try again once it works.")
    assert_plain(reason)
    assert retries(instance) == 2
    assert world.ask("SELECT count(*) FROM raw.captures") == [(0,)]
    assert world.ask("SELECT count(*) FROM audit.quarantine") == [(0,)]
    proxy.fault = lambda request: None
    assert launch(world, remote, instance, defs) is None
    assert world.ask("SELECT count(*) FROM raw.captures") == [(3,)]


def test_a_step_that_a_storage_failed_is_tried_again(
    world: World, server: Server, proxy: Proxy, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.upload(world.raw_root, "raw")
    defs = definitions(world, remote)
    failed: list[Request] = []

    def a_while(request: Request) -> str | None:
        """Longer than three attempts, which is what there is time for."""
        if request.path.endswith(".html") and len(failed) < 5:
            failed.append(request)
            return "throttle"
        return None

    proxy.fault = a_while
    assert launch(world, remote, instance, defs) is None
    assert retries(instance) == 1


def test_a_bucket_that_is_gone_fails_the_run_at_once(
    world: World, server: Server, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.upload(world.raw_root, "raw")
    defs = definitions(world, remote)
    server.delete_all()
    reason = launch(world, remote, instance, defs)
    assert reason == f"There is no bucket at s3://{BUCKET}/raw: make it, or point ETL_RAW_ROOT elsewhere."
    assert retries(instance) == 0


def archive(word: str) -> bytes:
    """Pages of which the last lies in the second block."""
    filling = f"<p>The {word} news of the harbour, which is long." + " " * 300_000
    return b"".join(
        record(http(f"<h1>{word} {number}</h1>{filling}"), url=f"https://news.example/{number}")
        for number in range(1 + BLOCK_BYTES // 300_000)
    )


def test_an_archive_that_is_overwritten_while_it_is_read_is_read_anew(
    world: World, server: Server, proxy: Proxy, remote: Remote, instance: dg.DagsterInstance
) -> None:
    key = f"raw/{DAY}/crawl.warc"
    server.put(key, archive("old"))
    defs = definitions(world, remote)
    overwritten: list[Request] = []

    def overwrite(request: Request) -> None:
        if (
            request.range == f"bytes={BLOCK_BYTES}-{2 * BLOCK_BYTES - 1}"
            and not overwritten
            and len(parsed(request)) > 1
        ):
            server.put(key, archive("new"))
            overwritten.append(request)

    def parsed(request: Request) -> list[Request]:
        """What was asked for the first block so far: once by who looks where to divide it, then by who reads it."""
        return [one for one in proxy.requests if one.range == f"bytes=0-{BLOCK_BYTES - 1}"]

    proxy.fault = overwrite
    launch(world, remote, instance, defs)
    assert overwritten and retries(instance) == 1
    new = world.raw_root / str(DAY) / "crawl.warc"
    new.write_bytes(archive("new"))
    expected = [one.sha256 for one in read(world.raw_root, Share(f"{DAY}/crawl.warc"), Limits())]
    assert len(expected) > 10
    assert world.ask("SELECT list(sha256 ORDER BY byte_offset) FROM raw.captures") == [(expected,)]


def test_a_page_that_vanishes_before_it_is_read_is_held_back_as_a_file_is(
    world: World, server: Server, proxy: Proxy, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.upload(world.raw_root, "raw")
    defs = definitions(world, remote)

    def vanish(request: Request) -> None:
        if request.method == "HEAD" and request.path.endswith("/2.html"):
            server.delete(f"raw/{DAY}/2.html")

    proxy.fault = vanish
    launch(world, remote, instance, defs)
    assert retries(instance) == 0
    assert world.ask("SELECT input_uri, byte_length, reason_code, reason FROM audit.quarantine") == [
        (f"{DAY}/2.html", 0, "unreadable", "It cannot be read: No such file or directory.")
    ]


def test_the_sensor_and_the_schedule_see_a_new_day(
    world: World, server: Server, remote: Remote, instance: dg.DagsterInstance
) -> None:
    server.put(f"raw/{DAY - timedelta(1)}/earlier.html", b"")  # a day before the first is no partition
    defs = definitions(world, remote)
    server.delete(f"raw/{DAY - timedelta(1)}/earlier.html")
    night = dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 7, 2, tzinfo=UTC))

    def launched() -> list[list[dict[str, str]]]:
        """Tags of what each of the two would launch."""
        ticks = (
            defs.resolve_sensor_def("load_on_arrival").evaluate_tick(dg.build_sensor_context(instance)),
            defs.resolve_schedule_def("nightly_load").evaluate_tick(night),
        )
        return [
            [{key: value for key, value in run.tags.items() if "range" in key} for run in tick.run_requests or ()]
            for tick in ticks
        ]

    assert launched() == [[], []]
    server.upload(world.raw_root, "raw")
    server.put(f"raw/{DAY}/late.html", b"<p>late")
    assert launched() == [[run_tags(DAY, DAY)]] * 2


def test_a_schedule_that_cannot_list_says_so(
    world: World,
    server: Server,
    proxy: Proxy,
    remote: Remote,
    instance: dg.DagsterInstance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    defs = definitions(world, remote)
    proxy.fault = lambda request: "throttle"
    night = dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 7, 2, tzinfo=UTC))
    with pytest.raises(Exception, match="nightly_load") as raised:
        defs.resolve_schedule_def("nightly_load").evaluate_tick(night)
    assert isinstance(raised.value.__cause__, StorageUnavailable)
    assert "The nightly load was not started" in caplog.text
