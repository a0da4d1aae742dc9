"""What the audit decides, as Dagster shows it: the results of checks in its event log, how a run ends, and the notice."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from pydantic import SecretStr

from etl_project.checks import Outcome, evaluate
from etl_project.definitions import build_defs
from etl_project.jobs import LOAD_JOB, run_tags
from etl_project.sensors import failure_sensor
from etl_project.settings import Settings
from etl_project.tables import TABLES, Table
from etl_project.tables.expectations import Expectation
from etl_project_tests.faults import EXPECTATIONS, fault
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page
from etl_project_tests.test_notifications import Webhook, listening

TABLE = {table.name: table for table in TABLES}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """A webhook, and what it is told of a run that failed."""
    monkeypatch.setattr(Webhook, "posted", [])
    monkeypatch.setattr(Webhook, "answer", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    with listening(Webhook) as port:

        def tell(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> list[str]:
            settings = Settings(notify_webhook=SecretStr(f"http://127.0.0.1:{port}/"))
            context = dg.build_run_status_sensor_context(
                sensor_name="failure_notice",
                dagster_instance=instance,
                dagster_run=result.dagster_run,
                dagster_event=result.get_run_failure_event(),
            )
            failure_sensor(settings)(context.for_run_failure())
            return [json.loads(body)["text"] for body in Webhook.posted]

        yield tell


def launch(world: World, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    settings = Settings(raw_root=world.raw_root, data_root=world.root, executor="in_process")
    job = build_defs(settings).resolve_job_def(LOAD_JOB)
    return job.execute_in_process(instance=instance, tags=run_tags(DAY, NEXT_DAY), raise_on_error=False)


def shown(instance: dg.DagsterInstance, table: str, check: str) -> dg.AssetCheckEvaluation:
    """The latest result of a check, as the UI has it."""
    key = dg.AssetCheckKey(dg.AssetKey(table.split(".")), check)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    assert record.event is not None and record.event.dagster_event is not None
    return record.event.dagster_event.asset_check_evaluation_data


def keys_of(world: World, table: str, check: str) -> list[str]:
    ((keys,),) = world.ask(
        "SELECT flatten(list(sample_keys)) FROM audit.checks "
        f"WHERE is_in_force AND NOT success AND table_name = '{table}' AND expectation = '{check}'"
    )
    assert isinstance(keys, list)
    return keys


def test_what_is_wrong_with_days_is_shown_told_of_and_kept_from_the_other_day(
    tmp_path: Path, instance: dg.DagsterInstance, notices: Callable[..., list[str]]
) -> None:
    """Of one day a page is held back and an article diverted, which is reported; the other is withheld."""
    world = World(tmp_path)
    world.put_good_day(DAY)
    world.put(DAY, "long.html", article_page("word " * 300, path="long"))
    world.put(DAY, "empty.html", "")
    world.put_bad_day(NEXT_DAY)
    result = launch(world, instance)
    assert not result.success

    reason = "raw.captures: most_pages_are_readable"
    for table, check, severity, days in (
        ("staging.appearances", "title_too_long", dg.AssetCheckSeverity.WARN, [str(DAY)]),
        ("raw.captures", "few_pages_are_held_back", dg.AssetCheckSeverity.WARN, [str(DAY), str(NEXT_DAY)]),
        ("raw.captures", "most_pages_are_readable", dg.AssetCheckSeverity.ERROR, [str(NEXT_DAY)]),
    ):
        evaluation = shown(instance, table, check)
        assert (evaluation.passed, evaluation.severity) == (False, severity), check
        assert evaluation.metadata["days"].value == days
        assert evaluation.metadata["unexpected_rows"].value == len(days)
        assert evaluation.metadata["sample_keys"].value == keys_of(world, table, check)
    sound = shown(instance, "staging.normalised", "every_appearance_normalised")
    assert (sound.passed, sound.metadata["unexpected_rows"].value) == (True, 0)

    every_day = shown(instance, "published.marts", "every_day_was_published")
    assert (every_day.passed, every_day.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert every_day.description == f"{NEXT_DAY} is withheld: {reason}"
    assert world.ask_published("SELECT DISTINCT load_date FROM core.articles") == [(DAY,)]
    assert world.ask("SELECT status FROM audit.runs") == [("published",)]
    (notice,) = notices(result, instance)
    assert notice.startswith(f"News load of {DAY} to {NEXT_DAY} failed\nRun {result.run_id}: ")
    assert notice.endswith(f"{NEXT_DAY} is withheld: {reason}. Every other day that passed its audit is published.")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("base"))
    for day in (DAY, NEXT_DAY):
        world.put_good_day(day)
    world.run(DAY, NEXT_DAY)
    return world.root


@pytest.mark.parametrize(
    ("place", "table", "check"),
    [
        ("audit", "core.articles", "interval_not_reversed"),
        ("marts", "marts.publisher_day", "articles_balance"),
        ("publish", "core.articles", "interval_not_reversed"),
    ],
    ids=["core", "a mart", "the closed build"],
)
def test_what_is_wrong_with_all_days_is_shown_told_of_and_not_published(
    base: Path,
    tmp_path: Path,
    instance: dg.DagsterInstance,
    notices: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    table: str,
    check: str,
) -> None:
    shutil.copytree(base, tmp_path / "world", symlinks=True)
    world = World(tmp_path / "world")
    before = world.folder.current_file.read_bytes()
    (expectation,) = [e for t, e in EXPECTATIONS if (t.name, e.name) == (table, check)]

    def evaluate_after_fault(
        connection: duckdb.DuckDBPyConnection, checked: Table, expectations: list[Expectation], relation: str
    ) -> list[Outcome]:
        if checked.name == table and place != "publish":
            connection.execute(fault(checked, expectation, DAY))
        elif checked.name == table:
            relation = f"(SELECT * REPLACE (TIMESTAMPTZ '2999-01-01' AS published_lo) FROM {relation})"
        return evaluate(connection, checked, expectations, relation)

    monkeypatch.setattr(f"etl_project.steps.{place}.evaluate", evaluate_after_fault)
    result = launch(world, instance)
    assert not result.success
    evaluation = shown(instance, table, check)
    assert evaluation.severity is dg.AssetCheckSeverity.ERROR
    assert evaluation.passed == (place == "publish"), "the check of the closed build is told by the failure of its step"
    recorded = f"published:{table}" if place == "publish" else table
    if not evaluation.passed:
        assert evaluation.metadata["sample_keys"].value == keys_of(world, table, check)
    assert keys_of(world, recorded, check)
    ((observed,),) = world.ask(
        f"SELECT observed FROM audit.checks WHERE is_in_force AND table_name = '{recorded}' AND expectation = '{check}'"
    )
    reason = f"Nothing is published: the tables do not hold together. {recorded}: {check} ({observed})"
    assert world.folder.current_file.read_bytes() == before
    assert world.ask(f"SELECT status, publication FROM audit.runs WHERE run_id = '{result.run_id}'") == [
        ("refused", None)
    ]
    (notice,) = notices(result, instance)
    assert reason in notice
