"""Everything that lies in a day's folder is read or accounted for."""

import os
from datetime import date
from pathlib import Path

import pytest

from etl_project.readers import format_of, list_inputs, list_load_dates
from etl_project_tests.readers.folder import DAY, RawFolder, code_of

TODAY = date.fromisoformat(DAY)


def test_days_are_folders_named_by_a_date(tmp_path: Path) -> None:
    for name in ("2026-11-03", "2026-11-02", "2026-02-30", "2026-1-1", "20261101", "notes", ".2026-11-01"):
        (tmp_path / name).mkdir()
    (tmp_path / "2026-11-04").write_text("no folder")
    assert list_load_dates(tmp_path) == [date(2026, 11, 2), date(2026, 11, 3)]


def test_no_folder_no_days(tmp_path: Path) -> None:
    assert list_load_dates(tmp_path / "nowhere") == []
    assert list_inputs(tmp_path / "nowhere", TODAY) == []
    assert list_inputs(tmp_path, TODAY) == []


def test_files_are_listed_in_order_from_all_folders(raw: RawFolder) -> None:
    for name in ("b.html", "a/z.txt", "a/b/c.jsonl.gz", "B.pdf", "a.txt", ".hidden", ".git/config", "a/.DS_Store"):
        raw.put(name, "x")
    assert list_inputs(raw.root, TODAY) == [
        f"{DAY}/{name}" for name in ("B.pdf", "a.txt", "a/b/c.jsonl.gz", "a/z.txt", "b.html")
    ]


def test_sidecars_of_pages_are_left_out_and_orphans_listed(raw: RawFolder) -> None:
    for name in ("a.html", "a.html.meta.json", "a.meta.json", "b.txt.gz", "b.meta.json", "gone.meta.json"):
        raw.put(name, "{}")
    listed = [f"{DAY}/{name}" for name in ("a.html", "a.meta.json", "b.txt.gz", "gone.meta.json")]
    assert list_inputs(raw.root, TODAY) == listed
    assert code_of(raw.read_one(listed[1])) == code_of(raw.read_one(listed[3])) == "orphan_sidecar"


def test_links_are_listed_once(raw: RawFolder) -> None:
    raw.put("folder/p.txt", "x")
    (raw.day / "again").symlink_to("folder")
    (raw.day / "folder" / "up").symlink_to("..")
    assert list_inputs(raw.root, TODAY) == [f"{DAY}/again", f"{DAY}/folder/p.txt", f"{DAY}/folder/up"]
    assert code_of(raw.read_one(f"{DAY}/again")) == "unreadable"


def test_day_that_is_a_link_is_one_input(raw: RawFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "p.txt").write_text("x")
    (raw.root / "2026-11-03").symlink_to(tmp_path / "elsewhere")
    assert list_load_dates(raw.root) == [TODAY, date(2026, 11, 3)]
    assert list_inputs(raw.root, date(2026, 11, 3)) == ["2026-11-03"]
    assert code_of(raw.read_one("2026-11-03")) == "outside_raw_root"


def test_folder_that_cannot_be_listed_is_one_input(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    raw.put("a.txt", "x")
    raw.put("locked/b.txt", "x")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list_inputs(raw.root, TODAY) == [f"{DAY}/a.txt", f"{DAY}/locked"]
    assert code_of(raw.read_one(f"{DAY}/locked")) == "unreadable"


def test_name_that_is_not_utf8_can_be_stored_and_is_explained(raw: RawFolder) -> None:
    (Path(os.fsdecode(os.fsencode(raw.day) + b"/caf\xe9.txt"))).write_text("x")
    (uri,) = list_inputs(raw.root, TODAY)
    assert uri == f"{DAY}/caf\\xe9.txt"
    capture = raw.read_one(uri)
    assert code_of(capture) == "unreadable"
    assert capture.rejection is not None and "not be UTF-8" in capture.rejection.reason


@pytest.mark.parametrize(
    ("name", "format_name", "compression"),
    [
        ("p.txt", "text", None),
        ("p.html.gz", "html", "gzip"),
        ("p.2026.NDJSON.GZ", "jsonl", "gzip"),
        ("p.html.ZST", "html", "zstd"),
        ("p.warc", "warc", None),
        ("CC-NEWS-20261102.warc.gz", "warc", "gzip"),
        ("p.parquet", "parquet", None),
        ("p.parquet.gz", None, "gzip"),
        ("p.tar.gz", None, "gzip"),
        ("html", None, None),
        (".gz", None, None),
    ],
)
def test_format_goes_by_the_name(name: str, format_name: str | None, compression: str | None) -> None:
    found, packed = format_of(f"{DAY}/{name}")
    assert (found.name if found else None, packed.name if packed else None) == (format_name, compression)


def test_name_that_is_not_utf8_is_not_that_of_another_file(raw: RawFolder) -> None:
    for name in (b"a\xff.html", rb"a\xff.html", b"b\xff\\xfe.html", b"b\\xff\xfe.html"):
        (raw.day / os.fsdecode(name)).write_text(f"<p>{name!r}</p>")
    uris = list_inputs(raw.root, TODAY)
    assert len(set(uris)) == 4
    codes = {uri: code_of(raw.read_one(uri)) for uri in uris}
    assert codes.pop(rf"{DAY}/a\xff.html") is None, "this one can be read by its name"
    assert set(codes.values()) == {"unreadable"}
