"""Rows that fit the tables, whatever a page does to the parser."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl_project import extraction, pages
from etl_project.execution import Executor, InProcess, Lost, ProcessPool
from etl_project.extraction import Extract, extract, extract_all, host_of, lost
from etl_project.keys import stable_key
from etl_project.pages.model import ArticleBlock, Page, PageRejected, ParsedPage
from etl_project.readers import Limits, Share, html, jsonl, stretches_left_out, warc
from etl_project.tables import audit, raw, staging
from etl_project.tables.frames import frame_schema
from etl_project_tests.readers.records import http, packed, record

DAY = "2026-11-02"
SET_BY_WRITER = {"run_id", "attempts", "status", "released_by"}


def parse_or_misbehave(page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
    """Stands for the parsers: does what the page says."""
    match page.text:
        case "die":
            os._exit(9)
        case "hang":
            time.sleep(600)
        case "eat":
            raise MemoryError
        case "reject":
            raise PageRejected("no_article", "There is no article on it.")
        case "fail":
            raise ZeroDivisionError("division by zero\nand a second line")
        case "recurse":
            return parse_or_misbehave(page, publisher_labels)
        case "nothing":
            return ParsedPage("test/1", page.text)
    block = ArticleBlock(
        role="main",
        title="A \ud83d title",
        body=page.text,
        char_start=0,
        char_end=len(page.text),
        categories=("a\0b",),
        body_source="text",
        body_confidence=0.8,
        title_source="text",
        title_confidence=0.8,
    )
    return ParsedPage("test/1", page.text, (block, block), is_partial=page.text == "cut")


def extract_with_misbehaving_parsers(share: Share, **arguments: Any) -> Iterator[Extract]:
    pages.parse = parse_or_misbehave
    pages.PARSER_VERSION = "7"
    return extract(share, **arguments)


@pytest.fixture(autouse=True)
def _misbehaving_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "parse", parse_or_misbehave)
    monkeypatch.setattr(pages, "PARSER_VERSION", "7")
    monkeypatch.setattr(extraction, "extract", extract_with_misbehaving_parsers)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / DAY).mkdir()
    return tmp_path


def put(root: Path, name: str, content: str) -> str:
    (root / DAY / name).write_text(content)
    return f"{DAY}/{name}"


def put_jsonl(root: Path, *texts: str) -> str:
    return put(root, "p.jsonl", "\n".join(json.dumps({"text": text}) for text in texts))


def extract_one(root: Path, input_uri: str) -> Extract:
    (found,) = extract(Share(input_uri), raw_root=root, limits=Limits(), publisher_labels=frozenset())
    return found


def run(executor: Executor, root: Path, *input_uris: str) -> list[Extract]:
    with executor:
        return list(extract_all(input_uris, executor, raw_root=root, limits=Limits(), publisher_labels=frozenset()))


def outcomes(found: list[Extract]) -> list[str]:
    """Status of each page, or the reason code of one that is held back."""
    return [
        extract.quarantine[0]["reason_code"] if extract.quarantine else extract.captures[0]["status"]
        for extract in found
    ]


def test_rows_have_the_columns_of_their_tables(root: Path) -> None:
    good = extract_one(root, put(root, "p.txt", "page"))
    held = extract_one(root, put(root, "p.pdf", "page"))
    assert set(good.captures[0]) == set(held.captures[0]) == set(raw.CAPTURES.column_names) - {"run_id"}
    assert set(good.appearances[0]) == set(staging.APPEARANCES.column_names) - SET_BY_WRITER
    assert set(held.quarantine[0]) == set(audit.QUARANTINE.column_names) - SET_BY_WRITER
    assert (good.quarantine, held.appearances) == ([], [])


def test_rows_make_frames(root: Path) -> None:
    put(root, "p.meta.json", '{"url": "https://example.org/", "captured_at": "2026-11-02T06:30:00Z"}')
    found = extract_one(root, put(root, "p.txt", "page"))
    captures = pl.DataFrame(found.captures, schema=frame_schema(raw.CAPTURES), strict=True)
    appearances = pl.DataFrame(found.appearances, schema=frame_schema(staging.APPEARANCES), strict=True)
    assert captures["captured_at"].to_list() == [datetime(2026, 11, 2, 6, 30, tzinfo=UTC)]
    assert appearances["title"].to_list() == ["A \ufffd title"] * 2
    assert appearances["categories"].to_list() == [["a\ufffdb"]] * 2


def test_keys_are_those_of_the_contract(root: Path) -> None:
    _, second = extract(
        Share(put_jsonl(root, "one", "two")), raw_root=root, limits=Limits(), publisher_labels=frozenset()
    )
    capture_key = stable_key(f"{DAY}/p.jsonl", 16)
    assert second.captures[0]["capture_key"] == capture_key
    assert [row["appearance_key"] for row in second.appearances] == [stable_key(capture_key, n) for n in (0, 1)]
    assert [row["position"] for row in second.appearances] == [0, 1]
    held = extract_one(root, put(root, "a.txt", "reject")).quarantine[0]
    assert held["payload_key"] == held["capture_key"] == stable_key(f"{DAY}/a.txt", 0)
    assert held["quarantine_key"] == stable_key("parse", held["capture_key"], "no_article")


def test_capture_row_tells_where_the_page_came_from(root: Path) -> None:
    put(root, "p.meta.json", '{"url": "https://WWW.Example.org:8080/a"}')
    row = extract_one(root, put(root, "p.html", "cut")).captures[0]
    assert (row["host"], row["page_url"]) == ("example.org", "https://WWW.Example.org:8080/a")
    assert (row["status"], row["layout"], row["article_count"]) == ("partial", "test/1", 2)
    assert (row["load_date"], row["parser_version"], row["encoding"]) == (date(2026, 11, 2), "7", "utf-8")
    assert (row["captured_at"], row["captured_at_source"]) == (None, "unknown")


@pytest.mark.parametrize(
    ("text", "stage", "code", "reason"),
    [
        ("\0", "read", "nul_bytes", "NUL"),
        ("reject", "parse", "no_article", "There is no article on it."),
        ("nothing", "parse", "no_article", "test/1"),
        ("fail", "parse", "parser_error", "Parsing it failed with ZeroDivisionError in etl_project.extraction, line "),
        ("recurse", "parse", "parser_error", "RecursionError"),
    ],
)
def test_page_that_cannot_be_used_is_held_back(root: Path, text: str, stage: str, code: str, reason: str) -> None:
    found = extract_one(root, put(root, "p.txt", text))
    (capture,), (held,) = found.captures, found.quarantine
    assert (capture["status"], capture["article_count"], capture["layout"]) == ("quarantined", 0, None)
    assert (held["stage"], held["reason_code"]) == (stage, code)
    assert reason in held["reason"]
    pointer = ("input_uri", "byte_offset", "byte_length", "capture_key", "load_date", "parser_version")
    assert [held[name] for name in pointer] == [capture[name] for name in pointer]


def test_mistake_of_a_parser_is_logged_with_its_traceback(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    extract_one(root, put(root, "p.txt", "fail"))
    assert "p.txt" in caplog.text and "Traceback" in caplog.text and "a second line" in caplog.text


def test_reason_of_a_mistake_tells_nothing_of_this_machine(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Reasons are published; the message of an error may name whatever it met."""
    uri = put(root, "p.txt", "page")

    def mistaken(page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        raise FileNotFoundError(2, "No such file or directory", str(root / "model.json"))

    monkeypatch.setattr(pages, "parse", mistaken)
    (held,) = extract_one(root, uri).quarantine
    assert held["reason"].startswith("Parsing it failed with FileNotFoundError in etl_project.extraction, line ")
    assert "/" not in held["reason"]
    assert str(root / "model.json") in caplog.text


def test_parser_is_told_what_is_known_of_the_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Page, frozenset[str]]] = []

    def remember(page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        seen.append((page, publisher_labels))
        raise PageRejected("no_article", "None.")

    monkeypatch.setattr(pages, "parse", remember)
    record = {"html": "<p>", "url": "https://example.org/", "captured_at": "2026-11-02T01:00:00+02:00"}
    uri = put(root, "p.jsonl", json.dumps(record))
    list(extract(Share(uri), raw_root=root, limits=Limits(), publisher_labels=frozenset({"the harbour post"})))
    assert seen == [(Page("<p>", "html", "https://example.org/", "2026-11-01"), frozenset({"the harbour post"}))]


@pytest.mark.parametrize("executor", [InProcess(), ProcessPool(2)], ids=["in_process", "process_pool"])
def test_all_files_are_taken_apart(root: Path, executor: Executor) -> None:
    uris = [put(root, f"{n}.txt", text) for n, text in enumerate(["page", "cut", "reject", "fail", ""])]
    found = run(executor, root, *uris)
    by_uri = dict(zip([extract.input_uri for extract in found], outcomes(found), strict=True))
    assert by_uri == dict(zip(uris, ["ok", "partial", "no_article", "parser_error", "empty"], strict=True))


def test_page_that_kills_or_hangs_its_process_costs_itself_only(root: Path) -> None:
    uri = put_jsonl(root, "one", "die", "three", "hang", "reject", "six")
    others = [put(root, f"{n}.txt", text) for n, text in enumerate(["page", "die", "page"])]
    found = run(ProcessPool(2, seconds=2), root, uri, *others)
    of_jsonl = [extract for extract in found if extract.input_uri == uri]
    assert outcomes(of_jsonl) == ["ok", "worker_died", "ok", "timed_out", "no_article", "ok"]
    killer = of_jsonl[1]
    assert (root / uri).read_bytes()[killer.captures[0]["byte_offset"] : killer.byte_end] == b'{"text": "die"}'
    of_others = {extract.input_uri: outcome for extract, outcome in zip(found, outcomes(found), strict=True)}
    assert [of_others[other] for other in others] == ["ok", "worker_died", "ok"]


@pytest.mark.parametrize("executor", [InProcess(), ProcessPool(1)], ids=["in_process", "process_pool"])
def test_page_that_takes_too_much_memory_costs_itself_only(root: Path, executor: Executor) -> None:
    found = run(executor, root, put_jsonl(root, "one", "eat", "three", "eat", "five"))
    assert outcomes(found) == ["ok", "out_of_memory", "ok", "out_of_memory", "ok"]


@pytest.mark.parametrize("name", ["p.jsonl", "p.html"])
def test_page_that_cannot_even_be_read_costs_itself_only(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(content: bytes | str) -> Any:
        if "eat" in str(content):
            raise MemoryError
        return (content.decode(), "utf-8") if isinstance(content, bytes) else json.loads(content)

    monkeypatch.setattr(jsonl, "json_object", decode)
    monkeypatch.setattr(html, "decode_html", decode)
    uri = put_jsonl(root, "one", "eat", "three", "eat", "five").replace("p.jsonl", name)
    (root / DAY / "p.jsonl").rename(root / uri)
    found = run(InProcess(), root, uri)
    expected = {"p.jsonl": ["ok", "out_of_memory", "ok", "out_of_memory", "ok"], "p.html": ["out_of_memory"]}
    assert outcomes(found) == expected[name]
    assert sum(extract.captures[0]["byte_length"] for extract in found) >= (root / uri).stat().st_size - 4


def test_file_full_of_killers_is_given_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "MAX_LOSSES_PER_SHARE", 2)
    found = run(ProcessPool(1), root, put_jsonl(root, "one", "die", "die", "die", "five"))
    assert outcomes(found) == ["ok", "worker_died", "worker_died", "worker_died"]
    (rest,) = found[-1].quarantine
    assert rest["byte_offset"] == found[-2].byte_end
    assert rest["byte_length"] == 0
    assert "not read" in rest["reason"]
    assert len({extract.captures[0]["capture_key"] for extract in found}) == 4


def test_file_lost_as_a_whole_points_at_itself(root: Path) -> None:
    uri = put_jsonl(root, "one", "two")
    found = lost(Lost(Share(uri), "timed_out", "It took too long."), raw_root=root, limits=Limits())
    (capture,), (held,) = found.captures, found.quarantine
    assert (capture["status"], capture["byte_offset"]) == ("quarantined", 0)
    assert capture["byte_length"] == (root / uri).stat().st_size
    assert (held["stage"], held["reason_code"]) == ("parse", "timed_out")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/", "example.org"),
        ("http://Example.ORG:80", "example.org"),
        ("https://news.example.org./", "news.example.org"),
        ("https://www.пример.рф/", "пример.рф"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("https://www./", None),
        (None, None),
    ],
)
def test_host_is_lower_case_without_www(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


def put_warc(root: Path, *texts: str) -> str:
    (root / DAY / "p.warc.gz").write_bytes(b"".join(packed([record(http(text)) for text in texts], ".gz")))
    return f"{DAY}/p.warc.gz"


def test_a_large_file_is_read_in_shares_and_nothing_is_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "SHARE_BYTES", 700)
    uri = put_warc(
        root, *(f"page {number}" for number in range(20)), "die", *(f"page {number}" for number in range(20))
    )
    found = run(ProcessPool(workers=2), root, uri)
    assert sorted(outcomes(found)) == ["ok"] * 40 + ["worker_died"]
    assert len({extract.share_start for extract in found}) > 5
    spans = [(extract.captures[0]["byte_offset"], extract.captures[0]["byte_length"]) for extract in found]
    assert stretches_left_out(root, uri, spans, Limits()) == 0


def test_a_share_that_is_given_up_costs_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "SHARE_BYTES", 700)
    monkeypatch.setattr(extraction, "MAX_LOSSES_PER_SHARE", 1)
    uri = put_warc(root, *["page"] * 5, *["die"] * 9, *["page"] * 5)
    found = run(ProcessPool(workers=2), root, uri)
    assert {"ok", "worker_died"} == set(outcomes(found))
    spans = [(extract.captures[0]["byte_offset"], extract.captures[0]["byte_length"]) for extract in found]
    assert all(length for _, length in spans), "how much is given up is known, for the share has an end"
    assert stretches_left_out(root, uri, spans, Limits()) == 0
    assert outcomes(found).count("ok") >= 6


def test_a_large_file_without_a_page_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "SHARE_BYTES", 200)
    (root / DAY / "p.warc").write_bytes(record(http("gone", "404 Not Found")) * 9)
    (held,) = run(InProcess(), root, f"{DAY}/p.warc")
    assert outcomes([held]) == ["no_pages"]
    assert held.captures[0]["byte_length"] == (root / DAY / "p.warc").stat().st_size


def test_what_the_crawler_cut_off_is_partial(root: Path) -> None:
    (root / DAY / "p.warc").write_bytes(record(http("page"), WARC_Truncated="length"))
    assert outcomes([extract_one(root, f"{DAY}/p.warc")]) == ["partial"]
