from benchmarks.extraction.predict import predict, with_dates
from etl_project.pages.model import Page
from etl_project_tests.pages.articles import TITLE, URL, article_page, document, json_ld


def page(published: str, byline: str = "") -> Page:
    head = f'<meta property="article:published_time" content="{published}">{byline}'
    return Page(article_page(head=head), "html", URL, captured_on="2026-11-30")


def test_days_and_minutes_are_read_as_a_load_reads_them() -> None:
    pages = [
        page("2026-11-12T23:30:15-05:00"),
        page("2026-11-12T07:30:15"),
        page("12 November 2026"),
        page("03/04/2026"),
        Page(document("<p>Nothing</p>"), "html", URL),
    ]

    found = with_dates([predict(each) for each in pages], pages)

    assert [row and (row["published"], row["published_minute"]) for row in found] == [
        ("2026-11-12", "2026-11-13T04:30:00+00:00"),
        ("2026-11-12", None),  # in which zone?
        ("2026-11-12", None),
        (None, None),  # which is the month?
        None,
    ]


def test_agencies_are_authors_too() -> None:
    byline = json_ld(headline=TITLE, author=["Ada Marrant", "Bram Tasker", "Meridian Wire"])

    found = predict(page("2026-11-12", byline))

    assert found is not None
    assert found["authors"] == ["Ada Marrant", "Bram Tasker", "Meridian Wire"]
