"""A warehouse of an earlier version is brought forward in place, or refused in a sentence and left as it is."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project import __version__, migrations
from etl_project.migrations import OLDEST_VERSION, SCHEMA_VERSION, migrate
from etl_project.steps.marts import marts_are_stale
from etl_project.tables import TABLES, Table
from etl_project.tables.ddl import quote
from etl_project.tables.views import VIEWS
from etl_project.warehouse import Warehouse, WarehouseVersionError
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.migrations import declared_statements, snapshot
from etl_project_tests.rows import sound_warehouse
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

TABLE = {table.name: table for table in TABLES}
COLUMNS = """
    SELECT schema_name || '.' || table_name, list(column_name || ' ' || data_type ORDER BY column_index)
    FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal GROUP BY ALL
"""


def columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    return dict(connection.execute(COLUMNS).fetchall())


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two loaded days, one of them withheld, with something in quarantine."""
    world = World(tmp_path)
    world.put_good_day(DAY)
    world.put_bad_day(NEXT_DAY)
    world.run(DAY, NEXT_DAY)
    return world


def as_version(version: int, modern: Path, path: Path) -> None:
    """A warehouse as that version of the project would have left it, with the rows of a modern one."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(snapshot(version).read_text(encoding="utf-8"))
        for statement in VIEWS:
            connection.execute(statement)
        connection.execute(f"ATTACH '{modern}' AS modern (READ_ONLY)")
        for name, columns_then in columns(connection).items():
            if name in TABLE:
                kept = {column.split()[0] for column in columns_then} & set(TABLE[name].column_names)
                names = ", ".join(map(quote, sorted(kept)))
                connection.execute(f"INSERT INTO {quote(name)} BY NAME SELECT {names} FROM modern.{quote(name)}")
        if "audit.schema_versions" in columns(connection):
            connection.execute("UPDATE audit.schema_versions SET schema_version = $1", [version])


def test_the_version_is_raised_with_every_change_of_a_column() -> None:
    kept = snapshot(SCHEMA_VERSION)
    assert kept.is_file() and kept.read_text(encoding="utf-8") == declared_statements(), (
        "The tables have other columns than this version was kept with: raise SCHEMA_VERSION, say in "
        "etl_project/migrations/<version>.sql what older rows lack, and run python -m etl_project_tests.migrations"
    )


EMPTIED = {2: ("core", "marts"), 3: ("core", "marts")}
"""By version the layers that have another table, or another column, today: nothing of them is kept."""


def in_layers(rows: dict[str, tuple[int, str]], layers: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    return {name: content for name, content in rows.items() if name.split(".")[0] in layers}


@pytest.mark.parametrize("version", range(OLDEST_VERSION, SCHEMA_VERSION))
def test_an_older_warehouse_is_brought_forward_in_place(world: World, tmp_path: Path, version: int) -> None:
    file = world.root / "warehouse.duckdb"
    modern, rows_before = file.rename(tmp_path / "modern.duckdb"), contents(tmp_path / "modern.duckdb")
    as_version(version, modern, file)
    with world.connect() as connection, duckdb.connect(str(modern), read_only=True) as declared:
        assert columns(connection) == columns(declared)
    migrated, kept = contents(file), tuple({"raw", "staging", "audit", "core", "marts"} - {*EMPTIED[version]})
    assert in_layers(migrated, kept) == in_layers(rows_before, kept), "what older rows lack was filled"
    assert {rows for rows, _ in in_layers(migrated, EMPTIED[version]).values()} == {0}
    # No page is read again: what was kept is enough to compute the rest from.
    published = world.run(publishing=True)
    assert contents(file) == rows_before, "core and marts hold what they held"
    assert published is not None and set(published.withheld) == {NEXT_DAY}
    world.run(DAY, NEXT_DAY)
    assert contents(file) == rows_before, "a load of the same pages finds nothing to change"
    with world.connect() as connection:
        for table in ("raw.captures", "staging.appearances", "staging.normalised"):
            assert connection.execute(f"SELECT DISTINCT run_id FROM {table}").fetchall() == [("run-1",)]
        folded_by = "run-2" if "core" in EMPTIED[version] else "run-1"
        assert connection.execute("SELECT DISTINCT run_id FROM core.articles").fetchall() == [(folded_by,)]


def test_the_published_file_says_its_version(world: World) -> None:
    assert world.ask_published("SELECT max(schema_version) FROM audit.schema_versions") == [(SCHEMA_VERSION,)]


def test_a_migrated_warehouse_says_what_it_was_migrated_to_and_by_what(world: World, tmp_path: Path) -> None:
    as_version(2, world.root / "warehouse.duckdb", tmp_path / "old.duckdb")
    for _ in range(2):
        with Warehouse(tmp_path / "old.duckdb").connect() as connection:
            (noted,) = connection.execute("FROM audit.schema_versions").fetchall()
            assert noted == (SCHEMA_VERSION, __version__)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with sound_warehouse() as connection:
        connection.execute("UPDATE audit.schema_versions SET schema_version = $1", [SCHEMA_VERSION - 1])
        yield connection


def test_core_and_marts_are_emptied_together_where_one_of_their_tables_changed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("ALTER TABLE core.articles ADD COLUMN forgotten INTEGER")
    before = connection.execute("FROM marts.coverage_day").fetchall()
    migrate(connection, "9")
    assert connection.execute("SELECT count(*) FROM core.articles").fetchall() == [(0,)]
    assert connection.execute("SELECT count(*) FROM core.article_versions").fetchall() == [(0,)], "they are of articles"
    assert connection.execute("FROM marts.coverage_day").fetchall() == before != []


def test_marts_that_were_emptied_are_built_as_a_whole(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("ALTER TABLE marts.topic_day ADD COLUMN forgotten INTEGER")
    migrate(connection, "9")
    assert connection.execute("SELECT count(*) FROM marts.coverage_day").fetchall() == [(0,)]
    assert connection.execute("SELECT count(*) FROM audit.mart_builds").fetchall() == [(0,)]


def test_marts_of_a_core_that_was_emptied_are_built_as_a_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows of stories and quotations that the new core no longer has are in no queue."""
    connection.execute("ALTER TABLE core.articles ADD COLUMN forgotten INTEGER")
    migrate(connection, "9")
    assert connection.execute("SELECT count(*) FROM audit.mart_builds").fetchall() == [(0,)]
    assert marts_are_stale(connection)


def test_a_table_that_is_no_longer_declared_is_dropped(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE staging.forgotten (x INTEGER)")
    migrate(connection, "9")
    assert "staging.forgotten" not in columns(connection)


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_the_columns_were_they_become_the_declared_ones_and_keep_their_values(data: st.DataObject) -> None:
    """Columns in another order, missing, superfluous, narrower than today."""
    table = data.draw(st.sampled_from([TABLE["raw.captures"], TABLE["staging.normalised"], TABLE["audit.quarantine"]]))
    order = data.draw(st.permutations(table.column_names))
    missing = set(data.draw(st.lists(st.sampled_from(table.column_names), max_size=3))) - set(table.key)
    kept = [name for name in order if name not in missing]
    with sound_warehouse() as connection:
        connection.execute("UPDATE audit.schema_versions SET schema_version = $1", [SCHEMA_VERSION - 1])
        connection.execute("DELETE FROM raw.inputs")
        before = values(connection, table, sorted(kept))
        connection.execute(
            f"CREATE TABLE odd AS SELECT {', '.join(map(quote, kept))}, 7 AS superfluous FROM {quote(table.name)}"
        )
        for column in table.columns:
            if column.type == "BIGINT" and column.name in kept:
                connection.execute(f"ALTER TABLE odd ALTER {quote(column.name)} TYPE INTEGER")
        connection.execute(f"DROP TABLE {quote(table.name)}")
        connection.execute(f"CREATE TABLE {quote(table.name)} AS FROM odd; DROP TABLE odd")
        migrate(connection, "9")
        with sound_warehouse() as declared:
            assert columns(connection)[table.name] == columns(declared)[table.name]
        assert values(connection, table, sorted(kept)) == before
        assert values(connection, table, sorted(missing)) in ([], [(None,) * len(missing)] * len(before))


def values(connection: duckdb.DuckDBPyConnection, table: Table, names: list[str]) -> list[tuple[object, ...]]:
    if not names:
        return []
    return connection.execute(f"SELECT {', '.join(map(quote, names))} FROM {quote(table.name)} ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("INSERT INTO audit.schema_versions VALUES (99, '9')", "its tables are of version 99"),
        ("DROP TABLE audit.schema_versions; ALTER TABLE staging.appearances DROP title_source", "older than version 2"),
        (
            "ALTER TABLE raw.captures DROP host",
            f"raw.captures have other columns than version {SCHEMA_VERSION} of the tables",
        ),
    ],
)
def test_what_cannot_be_migrated_is_refused_in_one_sentence_and_left_as_it_is(
    tmp_path: Path, change: str, sentence: str
) -> None:
    file = tmp_path / "warehouse.duckdb"
    with Warehouse(file).connect() as connection:
        connection.execute(change)
        before = columns(connection)
    with (
        pytest.raises(WarehouseVersionError, match=r"python -m etl_project rebuild$") as refused,
        Warehouse(file).connect(),
    ):
        pass
    assert sentence in str(refused.value)
    with duckdb.connect(str(file), read_only=True) as connection:
        assert columns(connection) == before


def test_a_migration_that_breaks_off_leaves_the_file_as_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.duckdb"
    as_version(2, world.root / "warehouse.duckdb", old)
    with duckdb.connect(str(old), read_only=True) as connection:
        before = columns(connection), connection.execute("SELECT * FROM raw.captures ORDER BY ALL").fetchall()
    monkeypatch.setattr(migrations, "VIEWS", ["SELECT error('the power went')"])
    with pytest.raises(duckdb.Error, match="the power went"), Warehouse(old).connect():
        pass
    with duckdb.connect(str(old), read_only=True) as connection:
        assert (columns(connection), connection.execute("SELECT * FROM raw.captures ORDER BY ALL").fetchall()) == before
