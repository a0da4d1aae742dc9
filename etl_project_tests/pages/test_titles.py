import pytest

from etl_project.pages.blocks import parse_html, read_blocks
from etl_project.pages.maintext import find_main_text
from etl_project.pages.model import Found
from etl_project.pages.structured import read_structured
from etl_project.pages.titles import CONFIDENCE, choose_title
from etl_project_tests.pages.articles import URL, json_ld, paragraphs

SITE = '<meta property="og:site_name" content="Ellery Observer">'


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def choose(head: str, body: str = "", url: str = URL) -> Found | None:
    tree = parse_html(f"<html><head>{SITE}{head}</head><body>{body}{paragraphs()}</body></html>")
    return choose_title(read_structured(tree, url), url, find_main_text(read_blocks(tree)))


@pytest.mark.parametrize(
    ("head", "body", "title", "source"),
    [
        (
            "<title>Night ferry returns | Ellery Observer</title>" + og("Night ferry returns"),
            "<h1>The boat is back</h1>",
            "The boat is back",
            "heading",
        ),
        (
            "<title>Night ferry returns</title>" + og("Night ferry returns") + json_ld(headline="Night ferry returns"),
            "<h1>The boat is back</h1>",
            "Night ferry returns",
            "meta",
        ),
        ("<title>The night ferry | Ellery Observer</title>", "<h1>Ellery Observer</h1>", "The night ferry", "document"),
        (
            "<title>Night ferry returns to harbour</title>",
            "<h1>Harbour life</h1><h1>Night ferry returns to the harbour</h1>",
            "Night ferry returns to the harbour",
            "heading",
        ),
        (
            og("Night ferry returns to harbour") + json_ld(headline="After nine winters - Night ferry returns to harbour"),
            "",
            "Night ferry returns to harbour",
            "structured",
        ),
        (
            "<title>Night ferry returns – live</title>" + og("Night ferry returns – live") + json_ld(headline="Night ferry returns – live"),
            "<h1>Night ferry returns</h1>",
            "Night ferry returns – live",
            "meta",
        ),
    ],
    ids=["shown", "three against one", "the site's name", "the likest heading", "kicker", "agreed suffix"],
)  # fmt: skip
def test_candidates_that_disagree(head: str, body: str, title: str, source: str) -> None:
    chosen = choose(head, body)

    assert chosen is not None
    assert (chosen.text, chosen.source) == (title, source)


def test_the_more_candidates_agree_the_surer_it_is() -> None:
    name = "Night ferry returns"
    document, headline, heading = f"<title>{name} | Ellery Observer</title>", json_ld(headline=name), f"<h1>{name}</h1>"

    chosen = [
        choose("", heading),
        choose(document, heading),
        choose(document + og("The boat is back"), heading),
        choose(document + og(name), heading),
        choose(document + og(name), "<h1>The boat is back</h1>"),
        choose(document + og("The boat is back") + headline, heading),
        choose(document + og(name) + headline, heading),
    ]

    agreements = [(1, 0), (2, 0), (2, 1), (3, 0), (1, 2), (1, 3), (4, 0)]
    assert [found and found.confidence for found in chosen] == [CONFIDENCE[agreement] for agreement in agreements]


def test_spelling_is_no_disagreement() -> None:
    chosen = choose(
        og("“Night ferry” returns") + json_ld(headline='"Night ferry" returns'), "<h1>‘Night ferry’ returns</h1>"
    )

    assert chosen is not None
    assert chosen.confidence == CONFIDENCE[3, 0]


def test_nothing() -> None:
    assert choose("") is None


def test_a_heading_that_is_too_long_is_left_for_the_quarantine() -> None:
    chosen = choose("", f"<h1>{'Ferry ' * 300}</h1>")

    assert chosen is not None
    assert len(chosen.text) > 1_000
    assert chosen.source == "heading"
