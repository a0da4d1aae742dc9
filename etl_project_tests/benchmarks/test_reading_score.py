"""Readings are scored as by hand."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reading.score import BODIES, Counts, Scores, Share, errors, main, score_article, score_stories, table


def entity(name: str, *also: str, **more: str | None) -> dict[str, Any]:
    return {"name": name, "also": list(also), **more}


def quote(start: int, length: int, speaker: str | None) -> dict[str, Any]:
    return {"start": start, "length": length, "speaker": speaker}


GOLD: dict[str, Any] = {
    "id": "one",
    "language": "en",
    "story": "ferry",
    "people": [entity("Sergey Lavrov", "Lavrov"), entity("Choe Son Hui"), entity("Kim Jong Un")],
    "organisations": [entity("European Union", "EU"), entity("Fishermen’s Association")],
    "companies": [entity("Pfizer", ticker="PFE"), entity("Teva", ticker="TEVA"), entity("UBS", ticker=None)],
    "places": [entity("South Korea", country="KR"), entity("Port Ellery", country=None), entity("Asia", country=None)],
    "quotes": [
        quote(100, 40, "Sergey Lavrov"),
        quote(200, 40, "Choe Son Hui"),
        quote(300, 40, "Sergey Lavrov"),
        quote(400, 40, None),
        quote(500, 40, None),
    ],
}
PREDICTED: dict[str, Any] = {
    "id": "one",
    "story": "ferry",
    "people": [entity("LAVROV"), entity("Kim Jong-un"), entity("Wonsan")],  # 1 right
    "organisations": [entity("EU"), entity("Fishermen's  association"), entity("UBS")],  # 2 right
    "companies": [entity("Pfizer", ticker="PFE"), entity("Teva", ticker=None)],  # 2 right
    "places": [
        entity("South Korea", country="KR"),
        entity("Port Ellery", country="GB"),
        entity("Asia", country=None),
        entity("Asia Minor", country="TR"),
    ],  # 3 right
    "quotes": [
        quote(101, 38, "Lavrov"),  # right
        quote(180, 40, "Choe Son Hui"),  # half of it: found, and right
        quote(300, 40, "Choe Son Hui"),  # found, wrong speaker
        quote(400, 40, "Kim Jong-un"),  # found, but nobody is named
        quote(521, 40, None),  # less than half
    ],
}


def test_entities_are_counted_by_type() -> None:
    assert score_article(GOLD, PREDICTED).entities == {
        "people": Counts(right=1, predicted=3, gold=3),
        "organisations": Counts(right=2, predicted=3, gold=2),
        "companies": Counts(right=2, predicted=2, gold=3),
        "places": Counts(right=3, predicted=4, gold=3),
        BODIES: Counts(right=5, predicted=5, gold=5),  # UBS is a body in both
    }


def test_tickers_and_countries_are_compared_where_either_side_gives_one() -> None:
    scores = score_article(GOLD, PREDICTED)

    assert scores.tickers == Share(part=1, whole=2)  # Pfizer; not Teva
    assert scores.countries == Share(part=1, whole=2)  # South Korea; not Port Ellery; Asia has none in both


def test_quotes_are_found_by_their_spans_and_speakers_by_any_of_their_names() -> None:
    scores = score_article(GOLD, PREDICTED)

    assert scores.quotes == Counts(right=4, predicted=5, gold=5)
    assert scores.speakers == Counts(right=2, predicted=3, gold=3)
    assert scores.claimed == Share(part=1, whole=1)


def test_a_speaker_who_is_not_named_is_missing_and_not_wrong() -> None:
    predicted = {"quotes": [quote(100, 40, None), quote(400, 40, None)]}

    scores = score_article(GOLD, predicted)

    assert scores.speakers == Counts(right=0, predicted=0, gold=1)
    assert scores.claimed == Share(part=0, whole=1)


def test_a_span_much_longer_than_the_quotation_is_another() -> None:
    assert score_article(GOLD, {"quotes": [quote(100, 80, None)]}).quotes.right == 1
    assert score_article(GOLD, {"quotes": [quote(100, 81, None)]}).quotes.right == 0


def test_an_entity_matches_one_at_most_and_as_many_match_as_can() -> None:
    gold = {"people": [entity("Ana Ruiz", "Ruiz"), entity("Sam Ruiz", "Ruiz")]}

    def right(*people: dict[str, Any]) -> int:
        return score_article(gold, {"people": list(people)}).entities["people"].right

    assert right(entity("Ruiz")) == 1
    assert right(entity("Ana Ruiz"), entity("Ruiz")) == 2
    assert right(entity("Ruiz"), entity("Ana Ruiz")) == 2  # the surname has to make way for the full name
    assert right(entity("Ana Ruiz"), entity("Ana  Ruiz")) == 1
    assert right(entity("A. Ruiz", "Ana Ruiz", "Sam Ruiz"), entity("Bill Hendry")) == 1


def test_precision_recall_and_f1() -> None:
    counts = Counts(right=3, predicted=4, gold=6)

    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.5, 0.6)
    nothing = Counts()
    assert all(map(math.isnan, (nothing.precision, nothing.recall, nothing.f1)))
    assert Counts(right=0, predicted=0, gold=2).f1 == 0


def test_scores_of_articles_add_up() -> None:
    one = score_article(GOLD, PREDICTED)

    both = sum((one, score_article(GOLD, {})), Scores())

    assert both.articles == 2
    assert both.entities["places"] == Counts(right=3, predicted=4, gold=6)
    assert both.quotes == Counts(right=4, predicted=5, gold=10)
    assert both.speakers == one.speakers
    assert both.tickers == one.tickers


def articles(**stories: str | None) -> list[dict[str, Any]]:
    return [{"id": name, "language": "en", "story": story} for name, story in stories.items()]


@pytest.mark.parametrize(
    ("predicted", "figures"),
    [
        (articles(a="x", b="x", c="y", d="y", e="z"), (1, 1, 1)),
        # c joins a and b: precision of a, b 2/3, of c 1/3, of d and e 1; recall of c and d 1/2, of the others 1.
        (articles(a="1", b="1", c="1", d="2", e="3"), (11 / 15, 4 / 5, 88 / 115)),
        # All alone: precision 1; recall of a to d 1/2, of e 1. No story, or no article at all, is to be alone.
        (articles(a=None, b=None, c="1", d="2"), (1, 3 / 5, 3 / 4)),
        # All together: precision of a to d 2/5, of e 1/5. One that gold lacks does not count.
        (articles(a="1", b="1", c="1", d="1", e="1", other="1"), (9 / 25, 1, 9 / 17)),
    ],
)
def test_b_cubed_of_stories(predicted: list[dict[str, Any]], figures: tuple[float, float, float]) -> None:
    gold = articles(a="x", b="x", c="y", d="y", e="z")

    assert score_stories(gold, predicted) == pytest.approx(figures)


def test_two_articles_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="Two articles have the id 'a'"):
        score_stories([*articles(a="x"), *articles(a="y")], [])


def test_the_table_tells_all_and_each_language() -> None:
    french = {**GOLD, "id": "two", "language": "fr", "story": "gale"}

    lines = table([GOLD, french], [PREDICTED]).splitlines()

    assert [line for line in lines if "articles" in line] == ["all, articles: 2", "en, articles: 1", "fr, articles: 1"]
    people = [line.split() for line in lines if line.startswith("  people")]
    assert people == [
        ["people", "0.333", "0.167", "0.222", "6", "3", "1"],
        ["people", "0.333", "0.333", "0.333", "3", "3", "1"],
        ["people", "nan", "0.000", "0.000", "3", "0", "0"],
    ]
    assert len(table([GOLD], [PREDICTED]).splitlines()) == len(lines) // 3  # one language is all


def test_errors_name_what_was_missed_and_what_is_wrong() -> None:
    gold = [GOLD, {"id": "two", "language": "en", "story": "ferry"}, {"id": "three", "language": "en", "story": "gale"}]
    predicted = [PREDICTED, {"id": "two", "story": "gale"}, {"id": "three", "story": "gale"}]

    assert errors(gold, predicted).splitlines() == [
        "one",
        "  people missed: Choe Son Hui, Kim Jong Un",
        "  people wrong: Kim Jong-un, Wonsan",
        "  organisations wrong: UBS",
        "  companies missed: UBS",
        "  ticker of Teva: none instead of TEVA",
        "  places wrong: Asia Minor",
        "  country of Port Ellery: GB instead of none",
        "  quotes missed: 500+40",
        "  quotes wrong: 521+40",
        "  speaker at 300: Choe Son Hui instead of Sergey Lavrov",
        "  speaker at 400: Kim Jong-un instead of none",
        "  story without two",
        "two",
        "  story without one",
        "  story with three",
        "three",
        "  story with two",
    ]


def test_the_command_prints_the_table_and_errors_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold.write_text(json.dumps(GOLD) + "\n")
    predicted.write_text(json.dumps(PREDICTED) + "\n")

    monkeypatch.setattr(sys, "argv", ["score", str(gold), str(predicted)])
    main()
    figures = capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["score", str(gold), str(predicted), "--errors"])
    main()

    assert figures.startswith("all, articles: 1\n")
    assert "people missed" not in figures
    assert capsys.readouterr().out.startswith(figures + "one\n  people missed: Choe Son Hui, Kim Jong Un\n")


def test_a_line_that_is_not_json_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "one"}\nferry\n')
    monkeypatch.setattr(sys, "argv", ["score", str(gold), str(gold)])

    with pytest.raises(SystemExit):
        main()

    assert "gold.jsonl, line 2 is not JSON" in capsys.readouterr().err
