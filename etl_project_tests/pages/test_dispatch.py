"""Which layout gets a page."""

import pytest

from etl_project import pages
from etl_project.pages.layouts import LAYOUTS
from etl_project.pages.model import Page, PageRejected
from etl_project_tests.pages.articles import BODY, TITLE, URL, article_page

PLAIN = f"{TITLE}\n\n{BODY}\n"


def test_layouts_are_found_by_lying_in_their_folder() -> None:
    names = [layout.name for layout in LAYOUTS]

    assert {"daily8", "harbour_gazette"} <= set(names)
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("page", "layout"),
    [
        (Page(article_page(), "html", URL), "generic/1"),
        (Page(article_page(), "html"), "generic/1"),
        (Page(PLAIN, "text"), "text/1"),
        (Page(article_page(), "html", "https://harbourgazette.example/a"), "generic/1"),
        (
            Page(f'<div class="story"><div class="copy"><p>{TITLE}</p></div></div>', "html", "https://harbourgazette.example/a"),
            "harbour_gazette/1",
        ),
    ],
    ids=["unknown site", "no address", "text", "known site, unknown markup", "known site"],
)  # fmt: skip
def test_a_page_goes_to_the_layout_that_knows_it(page: Page, layout: str) -> None:
    assert pages.parse(page, frozenset()).layout == layout


@pytest.mark.parametrize("url", [URL, "https://harbourgazette.example/a", "https://daily8.ai/a", None])
def test_a_nesting_bomb_reaches_no_layout(url: str | None) -> None:
    with pytest.raises(PageRejected) as rejection:
        pages.parse(Page("<div>" * 100_000, "html", url), frozenset())

    assert rejection.value.code == "nested_too_deep"
