"""The shipped sample pages are what their generator writes, and hold what they were written to hold."""

import gzip
import html
import io
import itertools
import json
import re
import zlib
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl_project_tests.sample_corpus.__main__ import RAW_ROOT
from etl_project_tests.sample_corpus.aggregator import CURLY_QUOTES, relative_time
from etl_project_tests.sample_corpus.corpus import corpus_files, write_corpus
from etl_project_tests.sample_corpus.expected import EXPECTED
from etl_project_tests.sample_corpus.plan import PICTURE
from etl_project_tests.sample_corpus.recipes import AggregatorPage, HashtagPage, OutletPage, stored_gzip
from etl_project_tests.sample_corpus.stories import Story, read_stories

SIDECAR = ".meta.json"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return corpus_files()


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return read_stories()


def pages_of(files: dict[str, bytes]) -> list[str]:
    """Every page of the corpus, named as in EXPECTED: JSON Lines hold one a line, Parquet one a row, WARC one an answer in HTML."""
    pages = []
    for path, content in files.items():
        if ".jsonl" in path:
            text = gzip.decompress(content) if path.endswith(".gz") else content
            pages += [f"{path}#{number}" for number in range(1, text.count(b"\n") + 1)]
        elif path.endswith(".parquet"):
            pages += [f"{path}#{number}" for number in range(1, pq.read_metadata(io.BytesIO(content)).num_rows + 1)]
        elif ".warc" in path:
            answers = content.count(b"HTTP/1.1 200 OK\r\nContent-Type: text/html")
            pages += [f"{path}#{number}" for number in range(1, answers + 1)]
        elif not path.endswith(SIDECAR):
            pages.append(path)
    return pages


def text_of(files: dict[str, bytes], path: str) -> str:
    return files[path].decode()


def test_shipped_files_are_those_of_the_generator_byte_for_byte(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    fresh = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    days = {path.parts[0] for path in fresh}
    shipped = {
        path.relative_to(RAW_ROOT): path.read_bytes()
        for day in days
        for path in (RAW_ROOT / day).rglob("*")
        if path.is_file()
    }

    assert sorted(fresh) == sorted(shipped)
    assert [path for path in fresh if fresh[path] != shipped[path]] == []


def test_writing_leaves_other_files_alone(tmp_path: Path) -> None:
    own = tmp_path / "2026-11-02" / "own.html"
    own.parent.mkdir()
    own.write_text("<p>mine</p>")

    count = write_corpus(tmp_path)

    assert own.read_text() == "<p>mine</p>"
    assert count == sum(path.is_file() for path in tmp_path.rglob("*")) - 1


def test_at_least_sixty_pages_over_at_least_ten_days(files: dict[str, bytes]) -> None:
    pages_by_day = Counter(page.split("/")[0] for page in pages_of(files))

    assert sum(pages_by_day.values()) >= 60
    assert len(pages_by_day) >= 10
    assert all(6 <= pages <= 11 for pages in pages_by_day.values()), pages_by_day
    assert sum(map(len, files.values())) < 1_500_000


def test_every_page_has_an_expectation_and_every_expectation_a_page(files: dict[str, bytes]) -> None:
    assert sorted(EXPECTED) == sorted(pages_of(files))


def test_expectations_hold_every_kind_of_page() -> None:
    assert {expected.reason_code for expected in EXPECTED.values()} == {
        None,
        "empty",
        "binary",
        "not_utf8",
        "invalid_json",
        "corrupt_gzip",
        "no_article",
        "unknown_format",
    }
    assert {expected.status for expected in EXPECTED.values()} == {"ok", "partial", "duplicate", "quarantined"}
    assert any(expected.listed for expected in EXPECTED.values())
    assert any(expected.related and not expected.main for expected in EXPECTED.values())


def test_every_capture_lies_on_its_load_date(files: dict[str, bytes]) -> None:
    captures = [
        (path, capture)
        for path, content in files.items()
        if ".jsonl" in path or ".warc" in path or path.endswith(SIDECAR)
        for capture in re.findall(rb'(?:"captured_at": "|WARC-Date: )([^"\r]+Z)', content)
    ]

    assert len(captures) > 90
    for path, capture in captures:
        assert datetime.fromisoformat(capture.decode()).date() == date.fromisoformat(path.split("/")[0]), path


@pytest.mark.parametrize("name", ["daily8-lowland-dykes.txt", "daily8-veldania-vote.html"])
def test_some_pages_have_a_sidecar_and_some_have_none(files: dict[str, bytes], name: str) -> None:
    assert (f"2026-11-02/{name}{SIDECAR}" in files) is name.endswith(".html")


def test_aggregator_page_has_the_order_and_spacing_of_the_site(files: dict[str, bytes]) -> None:
    lines = text_of(files, "2026-11-02/daily8-ferry-talks-lowland.txt").split("\n")
    title = "Ferry crews suspend strike as Ellery Shipping agrees to new talks"
    related = "Strike off as Port Ellery ferry crews return to the table"
    background = lines.index("Orange background")
    heading = lines.index("Related Articles")

    assert lines[:6] == ["logo", title, "", title, "", "The Lowland Courier02-11-2026"]
    assert all(lines[6:background])
    assert lines[background:heading:2] == [
        "Orange background",
        "Try Our AI Features",
        "Explore what Daily8 AI can do for you:",
        "Comments",
        "No comments yet...",
    ]
    assert lines[heading + 1 : heading + 12] == [
        *("", related, related, ""),
        *("Channel 9 News", "", "time40 minutes ago", ""),
        *("  • Channel 9 News", "", related),
    ]
    assert lines[-6:-2] == ["DOWNLOAD THE APP", "", "Get Started Now: Download the App", ""]
    assert lines[-1] == "app-storeplay-store"


def test_hashtag_page_names_category_and_publisher(files: dict[str, bytes]) -> None:
    text = text_of(files, "2026-11-02/daily8-hashtag-portellery.txt")

    assert text.startswith("logo\n#\n\nLatest news with #PortEllery\n\nCouncil backs")
    assert "\n\ntimean hour ago\n\n  • Politics\n  • Harbour Gazette\n\n" in text


def test_arabic_pages_write_relative_times_and_dates_in_arabic_digits(files: dict[str, bytes]) -> None:
    assert "\nصحيفة المرفأمنذ ٣ ساعات\n" in text_of(files, "2026-11-03/daily8-marfa-berths.txt")
    assert "\nصحيفة المرفأمنذ يوم واحد\n" in text_of(files, "2026-11-04/daily8-marfa-berths.txt")
    assert "\nصحيفة المرفأ١٠-١١-٢٠٢٦\n" in text_of(files, "2026-11-13/daily8-marfa-handball.txt")


def test_special_files_are_what_they_are_called(files: dict[str, bytes]) -> None:
    assert files["2026-11-03/marlow-county-results.html"] == b""
    assert files["2026-11-05/harbour-quay-map.html"].startswith(b"\x89PNG\r\n\x1a\n")
    assert files["2026-11-10/notes.docx"].startswith(b"PK")
    assert 'charset="iso-8859-1"' in files["2026-11-07/phare-festival.html"].decode("iso-8859-1")
    for path in ("2026-11-04/daily8-tidal-barrier-1252.txt", "2026-11-07/phare-festival.html"):
        with pytest.raises(UnicodeDecodeError):
            files[path].decode()


def test_duplicate_is_the_same_page_with_the_same_sidecar(files: dict[str, bytes]) -> None:
    for ending in ("", SIDECAR):
        again = files[f"2026-11-07/gale-warning_again.html{ending}"]
        assert again == files[f"2026-11-07/gale-warning.html{ending}"]


def test_cut_pages_break_off_inside_an_article(files: dict[str, bytes]) -> None:
    for path in ("2026-11-05/daily8-northwind-results-cut.txt", "2026-11-12/daily8-rental-bond-cut.txt"):
        text = text_of(files, path)
        assert text[-1].isalpha()
        assert "DOWNLOAD THE APP" not in text


def test_one_line_of_the_feed_is_no_json(files: dict[str, bytes]) -> None:
    lines = text_of(files, "2026-11-09/feed.jsonl").splitlines()

    with pytest.raises(json.JSONDecodeError):
        json.loads(lines[1])
    assert [sorted(json.loads(lines[n])) for n in (0, 2)] == [
        ["captured_at", "html", "url"],
        ["captured_at", "text", "url"],
    ]


def test_the_crawl_holds_more_than_pages_and_breaks_off_once(files: dict[str, bytes]) -> None:
    content = files["2026-11-12/crawl.warc.gz"]
    begins = [found.start() for found in re.finditer(rb"\x1f\x8b\x08\0\0\0\0\0\0\xff", content)]
    whole = []
    for begin, end in itertools.pairwise([*begins, len(content)]):
        try:
            whole.append(gzip.decompress(content[begin:end]))
        except (EOFError, OSError, zlib.error):
            whole.append(b"")
    assert [record[:40].partition(b"WARC-Type: ")[2].split(b"\r")[0] for record in whole] == [
        *(b"warcinfo", b"response", b"response", b"response"),
        *(b"", b"response"),
    ]
    assert [b" 301 " in record for record in whole].index(True) == 1
    assert whole[3].endswith(PICTURE + b"\r\n\r\n")


def test_rows_are_read_by_arrow(files: dict[str, bytes]) -> None:
    table = pq.read_table(io.BytesIO(files["2026-11-11/pages.parquet"]))
    assert table.column_names == ["url", "html", "captured_at"]
    assert table["captured_at"].to_pylist() == ["2026-11-11T22:00:00Z", "2026-11-11T22:10:00Z"]
    assert all(page.startswith("<!") for page in table["html"].to_pylist())


def test_headline_changes_under_one_address(files: dict[str, bytes]) -> None:
    before, after = "2026-11-04/school-levy.html", "2026-11-05/school-levy-2.html"

    assert "<h1>School levy leads in early count; final tally expected overnight</h1>" in text_of(files, before)
    assert "<h1>Northfield voters approve school levy by 1,204 votes</h1>" in text_of(files, after)
    addresses = [json.loads(files[path + SIDECAR])["url"] for path in (before, after)]
    assert addresses[0] == addresses[1]


def test_gazette_changes_its_markup_after_the_sixth(files: dict[str, bytes]) -> None:
    assert '<p class="dateline">6 November 2026, 08:00</p>' in text_of(files, "2026-11-06/lighthouse-keeper.html")
    assert '<article class="hg-article">' in text_of(files, "2026-11-07/gale-warning.html")


def test_every_story_stands_on_a_page(stories: dict[str, Story], files: dict[str, bytes]) -> None:
    latin = "2026-11-07/phare-festival.html"
    pages = [content.decode("utf-8", "ignore") for path, content in files.items() if path != latin]
    everything = html.unescape("\n".join([*pages, files[latin].decode("iso-8859-1")])).translate(CURLY_QUOTES)

    assert len(stories) >= 30
    for name, story in stories.items():
        for text in (story.title, *story.paragraphs):
            assert text.translate(CURLY_QUOTES) in everything, name


def test_a_page_older_than_its_story_is_refused(stories: dict[str, Story]) -> None:
    for recipe in (
        OutletPage("08:24", "ferry-talks"),
        AggregatorPage("08:24", "reading-room", ("ferry-talks",)),
        HashtagPage("08:24", "PortEllery", ("ferry-talks",)),
    ):
        with pytest.raises(ValueError, match="appeared after"):
            recipe.page(date(2026, 11, 2), stories)


@pytest.mark.parametrize(
    ("published", "english", "arabic"),
    [
        ("2026-11-05T11:59:30", "a few seconds ago", "منذ ثانية واحدة"),
        ("2026-11-05T11:58:40", "a minute ago", "منذ دقيقة واحدة"),
        ("2026-11-05T11:49:00", "11 minutes ago", "منذ ١١ دقائق"),
        ("2026-11-05T11:00:00", "an hour ago", "منذ ساعة واحدة"),
        ("2026-11-05T08:31:00", "3 hours ago", "منذ ٣ ساعات"),
        ("2026-11-05T08:29:00", "4 hours ago", "منذ ٤ ساعات"),
        ("2026-11-04T12:00:00", "a day ago", "منذ يوم واحد"),
        ("2026-11-02T12:00:00", "3 days ago", "منذ ٣ أيام"),
    ],
)
def test_relative_times_are_worded_and_rounded_as_by_the_site(published: str, english: str, arabic: str) -> None:
    captured = datetime(2026, 11, 5, 12, tzinfo=UTC)
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC)

    assert relative_time(moment, captured, "en") == english
    assert relative_time(moment, captured, "ar") == arabic


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_stored_gzip_is_gzip(size: int) -> None:
    content = bytes(number % 251 for number in range(size))

    assert gzip.decompress(stored_gzip(content)) == content
