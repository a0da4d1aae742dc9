"""Writing to the warehouse: replacement touches only what differs, and one writer at a time."""

import multiprocessing
import re
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl_project.locking import BusyError
from etl_project.tables import Column, Table
from etl_project.warehouse import Warehouse, replace, stage, transaction

PAIRS = Table(
    name="test.pairs",
    grain="pair",
    description="For tests.",
    key=("left", "right"),
    columns=(
        Column("left", "VARCHAR", "Left"),
        Column("right", "INTEGER", "Right"),
        Column("value", "VARCHAR[]", "Value", nullable=True),
        Column("run_id", "VARCHAR", "Run"),
    ),
)

Row = tuple[str, int, list[str] | None]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"temp_directory": str(tmp_path)}) as connection:
        connection.execute(
            'CREATE SCHEMA test; CREATE TABLE test.pairs ("left" VARCHAR, "right" INTEGER, "value" VARCHAR[], run_id VARCHAR)'
        )
        yield connection


def put(
    connection: duckdb.DuckDBPyConnection, rows: list[Row], run_id: str, scope: str = "true"
) -> tuple[int, int, int]:
    frame = pl.DataFrame(rows, schema={"left": pl.String, "right": pl.Int32, "value": pl.List(pl.String)}, orient="row")
    change = replace(connection, PAIRS, stage(connection, frame, PAIRS), run_id, scope)
    return change.rows, change.written, change.removed


def rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute('FROM test.pairs ORDER BY "left", "right"').fetchall()


def test_the_same_rows_again_touch_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    given: list[Row] = [("a", 1, ["x"]), ("b", 2, None)]
    assert put(connection, given, "run-1") == (2, 2, 0)
    assert put(connection, given, "run-2") == (2, 0, 0)
    assert rows(connection) == [("a", 1, ["x"], "run-1"), ("b", 2, None, "run-1")]


def test_only_rows_that_differ_carry_the_new_run(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, [("a", 1, ["x"]), ("b", 2, ["y"]), ("c", 3, None)], "run-1")
    assert put(connection, [("a", 1, ["x"]), ("b", 2, None), ("d", 4, None)], "run-2") == (3, 2, 2)
    assert rows(connection) == [("a", 1, ["x"], "run-1"), ("b", 2, None, "run-2"), ("d", 4, None, "run-2")]


def test_rows_outside_the_scope_are_left_alone(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, [("a", 1, None), ("b", 2, None)], "run-1")
    put(connection, [("b", 3, None)], "run-2", scope="\"left\" = 'b'")
    assert rows(connection) == [("a", 1, None, "run-1"), ("b", 3, None, "run-2")]


def test_replacing_by_nothing_empties_the_scope(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, [("a", 1, None)], "run-1")
    assert put(connection, [], "run-2") == (0, 0, 1)


def test_repeated_keys_are_not_silently_merged(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, [("a", 1, None), ("a", 1, None)], "run-1")
    assert len(rows(connection)) == 2  # the check of the key must see both


def test_rows_that_lost_their_key_are_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, [("a", 1, None), ("b", 2, None)], "run-1")
    connection.execute('UPDATE test.pairs SET "right" = NULL WHERE "left" = \'b\'')
    put(connection, [("a", 1, None), ("b", 2, None)], "run-2")
    assert rows(connection) == [("a", 1, None, "run-1"), ("b", 2, None, "run-2")]


def test_a_transaction_that_fails_leaves_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RuntimeError), transaction(connection):
        put(connection, [("a", 1, None)], "run-1")
        raise RuntimeError
    assert rows(connection) == []


def _hold(path: Path, held: Event, let_go: Event) -> None:
    with Warehouse(path).turn("the load of a day"), Warehouse(path).connect():
        held.set()
        let_go.wait(30)


def test_a_second_writer_waits_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    context = multiprocessing.get_context("spawn")
    held, let_go = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(tmp_path / "warehouse.duckdb", held, let_go))
    holder.start()
    try:
        assert held.wait(30)
        with (
            pytest.raises(BusyError) as refused,
            Warehouse(tmp_path / "warehouse.duckdb", wait_seconds=0.2).connect(),
        ):
            pass
        whom = rf"warehouse\.duckdb.* is in use by the load of a day \(process {holder.pid}, since [-\d]+ [:\d]+ UTC\)"
        assert re.search(whom, caplog.messages[0]), "it says at once that it waits, and for whom"
        assert re.search(whom + r".* in 0\.2 seconds: wait for that to end, or raise ETL_WARE", str(refused.value))
        holder.kill()  # a killed holder must not leave the warehouse locked
        holder.join()
        with Warehouse(tmp_path / "warehouse.duckdb", wait_seconds=5).connect() as connection:
            assert connection.execute("SELECT count(*) FROM raw.captures").fetchall() == [(0,)]
    finally:
        holder.kill()


def test_a_turn_covers_what_is_done_within_it(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb", wait_seconds=0)
    with warehouse.turn("a run"):
        for _ in range(2):
            with warehouse.connect():
                pass
        assert "a run (process" in (tmp_path / "warehouse.lock").read_text(), "it is kept between connections"
    assert (tmp_path / "warehouse.lock").read_text() == ""


def test_no_statement_fetches_code_from_the_network(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "warehouse.duckdb").connect() as connection:
        settings = dict(
            connection.execute(
                "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
            ).fetchall()
        )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
