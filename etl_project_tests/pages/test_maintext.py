"""What the model may do to the rules' proposal, with models made by hand, and the one that ships."""

import numpy as np
import pytest

from etl_project.pages import maintext
from etl_project.pages.blocks import parse_html, read_blocks
from etl_project.pages.features import FEATURES, candidates, features
from etl_project.pages.maintext import choose, find_main_text, read_model, shipped_model
from etl_project.pages.proposal import Proposal, propose
from etl_project.pages.trees import Trees

SENTENCES = [
    "The harbour board voted on Tuesday to close the east quay for the winter, after divers found cracks below it.",
    "Ships that bring salt and timber will be sent to the west quay, where two cranes are to be moved in November.",
    "The board's chair, Odile Marrant, said that the work would cost as much as the board earns in a year and a half.",
]
NOTE = "Boats for hire at the customs quay, by the hour or by the day, from the end of April until the first frost."
PAGE = (
    "<html><body><main><h1>East quay to close</h1>"
    + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    + f"</main><div class='box'><p>{NOTE}</p></div></body></html>"
)


def proposal_of(html: str) -> Proposal:
    return propose(read_blocks(parse_html(html)), ["East quay to close"], [], has_posts=False)


def constant(log_odds: float) -> Trees:
    """A model that says the same of every block."""
    return Trees(
        features=np.zeros((1, 1), dtype=np.int64),
        borders=np.zeros((1, 1), dtype=np.float32),
        leaves=np.zeros((1, 2), dtype=np.int64),
        bias=round(log_odds * 1_000_000),
    )


def texts(proposal: Proposal, chosen: list[int]) -> list[str]:
    return [proposal.measures.found.blocks[index].text for index in chosen]


def test_the_rules_propose_the_paragraphs() -> None:
    proposal = proposal_of(PAGE)

    assert texts(proposal, proposal.proposed) == SENTENCES


def test_a_model_that_is_sure_adds_what_the_rules_left_out() -> None:
    proposal = proposal_of(PAGE)

    chosen, confidence = choose(proposal, [], constant(4.0))

    assert texts(proposal, chosen) == ["East quay to close", *SENTENCES, NOTE]
    assert confidence == pytest.approx(0.99, abs=0.01)


def test_a_model_that_does_not_know_leaves_the_proposal_as_it_is() -> None:
    proposal = proposal_of(PAGE)

    chosen, confidence = choose(proposal, [], constant(0.0))

    assert texts(proposal, chosen) == SENTENCES
    assert 0.4 < confidence < 0.7


def test_where_a_model_finds_no_text_the_proposal_stands_with_little_confidence() -> None:
    proposal = proposal_of(PAGE)

    chosen, confidence = choose(proposal, [], constant(-4.0))

    assert texts(proposal, chosen) == SENTENCES
    assert confidence < 0.1


@pytest.mark.parametrize(
    "unwanted",
    [
        f"<div class='comments'><p>{NOTE} Yes!</p></div>",
        f"<div hidden><p>{NOTE} Yes!</p></div>",
        "<p>* * *</p>",
    ],
    ids=["comment", "hidden", "rule"],
)
def test_no_model_makes_text_of(unwanted: str) -> None:
    proposal = proposal_of(PAGE.replace("<div class='box'>", f"{unwanted}<div class='box'>"))
    unwanted_at = 1 + len(SENTENCES)

    assert proposal.measures.found.blocks[unwanted_at].text in (f"{NOTE} Yes!", "* * *")
    assert unwanted_at not in candidates(proposal)


def test_no_model_makes_text_of_links_elsewhere() -> None:
    link = f"<p><a href='/boats'>{NOTE}</a></p>"
    proposal = proposal_of(PAGE.replace(f"<p>{NOTE}</p>", link))

    assert proposal.measures.found.blocks[1 + len(SENTENCES)].text == NOTE
    assert candidates(proposal).tolist() == [0, 1, 2, 3]


def test_there_is_a_row_of_all_features_for_each_candidate() -> None:
    proposal = proposal_of(PAGE)
    which = candidates(proposal)
    rows = features(proposal, which)

    assert rows.shape == (len(which), len(FEATURES))
    assert np.isfinite(rows).all()
    by_name = dict(zip(FEATURES, rows[list(which).index(proposal.proposed[0])].tolist(), strict=True))
    assert (by_name["verdict"], by_name["after_title"], by_name["like_blocks"]) == (2, 1, 3)
    assert (by_name["words"], by_name["ends_sentence"]) == (20, 1)


def test_the_shipped_model_reads_a_plain_page() -> None:
    main = find_main_text(read_blocks(parse_html(PAGE)), ["East quay to close"])

    assert [main.shown[index].text for index in main.chosen] == SENTENCES
    assert main.confidence > 0.9


def test_a_hidden_heading_is_no_headline() -> None:
    html = PAGE.replace("<main><h1>East quay to close</h1>", "<article><h2 hidden>For printers</h2>").replace(
        "</main>", "</article>"
    )
    main = find_main_text(read_blocks(parse_html(html)))

    assert [main.shown[index].text for index in main.chosen] == SENTENCES
    assert main.title_at is None


def test_a_page_without_text_has_none() -> None:
    main = find_main_text(read_blocks(parse_html("<html><body><img src='a.png'></body></html>")))

    assert (main.shown, main.chosen, main.title_at, main.confidence) == ([], [], None, 0.0)


def test_a_model_trained_on_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = {**read_model(), "features": ["words"]}
    monkeypatch.setattr(maintext, "read_model", lambda: content)
    shipped_model.cache_clear()
    try:
        with pytest.raises(ValueError, match="train it again"):
            shipped_model()
    finally:
        shipped_model.cache_clear()
