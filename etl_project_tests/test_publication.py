"""The folder of publications: builds, the link, the history, rollback and retention."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.locking import BusyError
from etl_project.publication import Publication, PublicationError, PublicationFolder

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> PublicationFolder:
    return PublicationFolder(tmp_path / "published", keep=3)


def publish(folder: PublicationFolder, build_id: str, text: str = "content") -> None:
    with folder.locked():
        no = len(folder.history()) + 1
        entry = Publication(
            no,
            START + timedelta(days=no),
            "publish",
            build_id,
            folder.current_build_id,
            f"run-{no}",
            (date(2026, 11, no),),
        )
        with folder.new_build(entry) as file:
            file.write_text(text)
        folder.publish(entry)


def roll_back(folder: PublicationFolder, build_id: str | None = None) -> None:
    with folder.locked():
        folder.roll_back(build_id, START)


def test_before_the_first_publication_nothing_is_current(folder: PublicationFolder) -> None:
    assert folder.current_build_id is None
    assert folder.history() == []
    assert folder.restorable() == []


def test_a_publication_becomes_current_and_is_read_only(folder: PublicationFolder) -> None:
    publish(folder, "a", "first")
    assert folder.current_build_id == "a"
    assert folder.current_file.read_text() == "first"
    assert folder.current_file.stat().st_mode & 0o777 == 0o444
    assert [(e.action, e.build_id, e.previous_build_id, e.run_id) for e in folder.history()] == [
        ("publish", "a", None, "run-1")
    ]


def test_the_link_is_relative_so_that_the_folder_can_be_moved(folder: PublicationFolder, tmp_path: Path) -> None:
    publish(folder, "a", "first")
    folder.root.rename(tmp_path / "moved")
    assert PublicationFolder(tmp_path / "moved").current_file.read_text() == "first"


def test_a_build_that_fails_leaves_nothing_behind(folder: PublicationFolder) -> None:
    publish(folder, "a", "first")
    entry = Publication(2, START, "publish", "b", "a", "run-2", ())
    with pytest.raises(RuntimeError, match="disk"), folder.locked(), folder.new_build(entry) as file:
        file.write_text("half")
        raise RuntimeError("disk")
    assert folder.current_file.read_text() == "first"
    assert sorted(path.name for path in (folder.root / "builds").iterdir()) == ["a"]


def test_a_build_with_a_write_ahead_log_is_refused(folder: PublicationFolder) -> None:
    entry = Publication(1, START, "publish", "a", None, "run-1", ())
    with (
        pytest.raises(PublicationError, match=r"not closed: marts\.duckdb\.wal"),
        folder.locked(),
        folder.new_build(entry) as file,
    ):
        file.write_text("content")
        file.with_name("marts.duckdb.wal").write_text("pending")
    assert list((folder.root / "builds").iterdir()) == []


def test_rollback_goes_to_the_publication_before_and_is_recorded(folder: PublicationFolder) -> None:
    for build_id in "abc":
        publish(folder, build_id, build_id)
    roll_back(folder)
    assert folder.current_file.read_text() == "b"
    last = folder.history()[-1]
    assert (last.publication_no, last.action, last.build_id, last.previous_build_id) == (4, "rollback", "b", "c")
    assert last.load_dates == (date(2026, 11, 2),)


def test_rolling_back_twice_goes_back_twice(folder: PublicationFolder) -> None:
    for build_id in "abc":
        publish(folder, build_id, build_id)
    roll_back(folder)
    roll_back(folder)
    assert folder.current_file.read_text() == "a"
    with pytest.raises(PublicationError, match="no earlier publication"):
        roll_back(folder)


def test_rollback_to_a_named_build_and_forward_again(folder: PublicationFolder) -> None:
    for build_id in "abc":
        publish(folder, build_id, build_id)
    roll_back(folder, "a")
    assert folder.current_file.read_text() == "a"
    roll_back(folder, "c")
    assert folder.current_file.read_text() == "c"


@pytest.mark.parametrize(
    ("published", "build_id", "message"),
    [
        ("", None, "no earlier publication"),
        ("a", None, "no earlier publication"),
        ("ab", "x", "no build 'x' to go back to; there are: b, a"),
        ("ab", "../../etc", "no build"),
        ("ab", "b", "already current"),
    ],
)
def test_rollback_that_cannot_be_done_says_why(
    folder: PublicationFolder, published: str, build_id: str | None, message: str
) -> None:
    for name in published:
        publish(folder, name)
    with pytest.raises(PublicationError, match=message):
        roll_back(folder, build_id)


def test_retention_keeps_the_last_publications_and_the_current_one(folder: PublicationFolder) -> None:
    for build_id in "abcde":
        publish(folder, build_id)
    assert sorted(path.name for path in (folder.root / "builds").iterdir()) == ["c", "d", "e"]
    roll_back(folder, "c")
    publish(folder, "f")
    # By order of publication: f, c (published again by the rollback), e.
    assert folder.restorable() == ["f", "c", "e"]


def test_a_report_lies_beside_its_file_and_comes_and_goes_with_it(folder: PublicationFolder) -> None:
    for build_id in "abcd":
        publish(folder, build_id, build_id)
        with folder.locked():
            folder.add_report(build_id, f"report on {build_id}")
    assert folder.current_report.read_text() == "report on d"
    assert folder.current_report.stat().st_mode & 0o777 == 0o444
    roll_back(folder)
    assert folder.current_report.read_text() == "report on c"
    assert not folder.build_folder("a").exists(), "the report does not keep a build that retention removes"


def test_a_report_is_replaced_as_a_whole(folder: PublicationFolder) -> None:
    publish(folder, "a")
    folder.add_report("a", "first")
    with folder.current_report.open() as reader:
        folder.add_report("a", "second")
        assert reader.read() == "first", "who reads the one is not given a piece of the other"
    assert folder.current_report.read_text() == "second"
    assert folder.current_file.read_text() == "content"
    assert sorted(path.name for path in folder.build_folder("a").iterdir()) == [
        "marts.duckdb",
        "publication.json",
        "report.html",
    ]


def test_a_reader_keeps_the_build_that_it_holds_open(folder: PublicationFolder) -> None:
    publish(folder, "a", "first")
    with folder.current_file.open() as reader:
        for build_id in "bcde":
            publish(folder, build_id)
        assert not folder.build_folder("a").exists()
        assert reader.read() == "first"


def test_what_a_killed_process_left_half_made_is_swept(folder: PublicationFolder) -> None:
    publish(folder, "a")
    (folder.root / "builds" / "b.building").mkdir()
    (folder.root / "builds" / "b.building" / "marts.duckdb").write_text("half")
    (folder.root / ".current.new").symlink_to("builds/b.building")
    (folder.build_folder("a") / "report.new").write_text("half")
    publish(folder, "c")
    assert sorted(path.name for path in (folder.root / "builds").iterdir()) == ["a", "c"]
    assert not (folder.root / ".current.new").is_symlink()
    assert not (folder.build_folder("a") / "report.new").exists()


def test_a_swap_whose_note_was_lost_is_noted_later(folder: PublicationFolder) -> None:
    publish(folder, "a")
    publish(folder, "b")
    history = folder.root / "history.jsonl"
    whole = history.read_text()
    history.write_text(whole.splitlines(keepends=True)[0])  # killed after the swap to b
    publish(folder, "c")
    assert [(e.publication_no, e.action, e.build_id) for e in folder.history()] == [
        (1, "publish", "a"),
        (2, "publish", "b"),
        (3, "publish", "c"),
    ]


def test_a_rollback_whose_note_was_lost_is_noted_later(folder: PublicationFolder) -> None:
    publish(folder, "a")
    publish(folder, "b")
    whole = (folder.root / "history.jsonl").read_text()
    roll_back(folder, "a")
    (folder.root / "history.jsonl").write_text(whole)  # killed after the swap back to a
    publish(folder, "c")
    assert [(e.publication_no, e.action, e.build_id, e.previous_build_id) for e in folder.history()] == [
        (1, "publish", "a", None),
        (2, "publish", "b", "a"),
        (3, "rollback", "a", "b"),
        (4, "publish", "c", "a"),
    ]


@settings(max_examples=60)
@given(actions=st.lists(st.none() | st.integers(0, 9), max_size=20), keep=st.integers(1, 4))
def test_whatever_is_published_and_rolled_back_the_last_ones_stay_and_the_current_one_is_whole(
    actions: list[int | None], keep: int
) -> None:
    """Each action is a publication, or a rollback to the n-th of the builds that it may name."""
    with TemporaryDirectory() as root:
        folder = PublicationFolder(Path(root), keep)
        recent: list[str] = []  # builds that must be there, the one that was current last first
        for number, action in enumerate(actions):
            if action is None:
                publish(folder, f"build-{number}", f"content of build-{number}")
                recent = [f"build-{number}", *recent][:keep]
            elif recent:
                build = recent[action % len(recent)]
                if build == recent[0]:
                    with pytest.raises(PublicationError, match="already current"):
                        roll_back(folder, build)
                else:
                    roll_back(folder, build)
                    recent = [build, *(other for other in recent if other != build)]
            assert folder.restorable() == recent
            if recent:
                assert folder.current_file.read_text() == f"content of {recent[0]}"
                assert {path.name for path in (folder.root / "builds").iterdir()} == set(recent)


def test_a_rollback_during_a_publication_is_refused_once_it_has_waited(folder: PublicationFolder) -> None:
    def impatient() -> None:
        with PublicationFolder(folder.root, wait_seconds=0).locked("a rollback"):
            pass

    holder = r"The folder of publications is in use by the publication of run 1a2b3c4d \(process \d+, "
    with (
        folder.locked("the publication of run 1a2b3c4d"),
        ThreadPoolExecutor(1) as other,
        pytest.raises(BusyError, match=holder),
    ):
        other.submit(impatient).result()
    impatient()
