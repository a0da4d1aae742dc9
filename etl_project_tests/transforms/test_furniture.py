"""Which lines can be a site's furniture, which are, and what is left of a text without them."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from etl_project.tables import core, staging
from etl_project.tables.frames import frame_schema
from etl_project.transforms.furniture import (
    MIN_ARTICLES,
    SAMPLE_SIZE,
    body_lines,
    furniture,
    widespread_lines,
    without_furniture,
    written_lines,
)
from etl_project_tests.transforms.appearances import SCHEMA, appearance, frame

DAY = date(2026, 11, 2)
LEAD = "The bridge opens on Monday."
NEWSLETTER = "Sign up to our morning newsletter and never miss a bridge again."


def lines_of(body: str) -> list[dict[str, Any]]:
    return body_lines(frame(appearance(body=body))).to_dicts()


def key_of(line: str, *following: str) -> int:
    """Key of a line behind a first one, before some others."""
    return int(lines_of("\n".join([LEAD, line, *following]))[1]["line_key"])


def test_lines_have_the_shape_of_their_table() -> None:
    assert dict(body_lines(frame()).schema) == frame_schema(staging.BODY_LINES)
    assert dict(body_lines(frame(appearance())).schema) == frame_schema(staging.BODY_LINES)


def test_a_line_is_known_by_its_words_and_described_by_the_longest() -> None:
    first, second = lines_of(f"{LEAD}\n* * *\n{NEWSLETTER}")
    assert (first["keyword"], first["characters"], first["may_be_furniture"]) == ("bridge", 26, False)
    assert (second["keyword"], second["characters"], second["may_be_furniture"]) == ("newsletter", 63, True)


def test_a_repeated_line_is_one_row_and_no_furniture_where_it_stands_first_as_well() -> None:
    assert [
        (row["characters"], row["may_be_furniture"]) for row in lines_of(f"{LEAD}\n{NEWSLETTER}\n{NEWSLETTER}")
    ] == [
        (26, False),
        (126, True),
    ]
    (row,) = lines_of(f"{NEWSLETTER}\n{NEWSLETTER}")
    assert not row["may_be_furniture"]


def test_case_and_punctuation_do_not_matter() -> None:
    assert key_of(NEWSLETTER) == key_of("SIGN UP to our morning newsletter – and never miss a bridge again!")


def test_a_sentence_is_known_by_itself_and_a_short_line_by_what_follows() -> None:
    other = "Something else entirely is told by this long line of text."
    assert key_of(NEWSLETTER, LEAD) == key_of(NEWSLETTER, other)
    assert key_of("The verdict", NEWSLETTER) != key_of("The verdict", other)
    assert key_of("Follow us", NEWSLETTER, LEAD) == key_of("Follow us", NEWSLETTER, other)


def test_of_two_short_lines_the_one_after_them_counts() -> None:
    assert key_of("Pros", "Cons", "It floats.") != key_of("Pros", "Cons", "It sinks.")
    assert key_of("Share", "Print", "Top", "Home") == key_of("Share", "Print", "Top", "Sport")
    assert key_of("Share", "Print") != key_of("Share")


def test_a_very_long_line_is_no_furniture() -> None:
    _, line = lines_of(f"{LEAD}\n{'word ' * 80}word")
    assert line["characters"] == 404
    assert not line["may_be_furniture"]


def arrivals(*counts: int) -> pl.DataFrame:
    """Articles of one site and publisher, so many on each day."""
    return pl.DataFrame(
        [
            {
                "article_key": f"{day}-{number}",
                "site": "news.example",
                "publisher_key": "post",
                "load_date": DAY + timedelta(day),
            }
            for day, count in enumerate(counts)
            for number in range(count)
        ]
    )


def seen_in(*articles: str) -> pl.DataFrame:
    return pl.DataFrame([{"article_key": key, "site": "news.example", "line_key": 7} for key in articles])


def test_a_line_is_judged_by_the_days_between_its_first_article_and_its_last() -> None:
    """Of 3 + 10 + 7 articles on its days it stands in 4; the hundred before and after it have no part in that."""
    found = widespread_lines(seen_in("1-0", "1-1", "3-0", "3-6"), arrivals(100, 3, 10, 7, 100))
    assert found.filter(pl.col("publisher_key").is_null()).drop("sample").to_dicts() == [
        {
            "site": "news.example",
            "publisher_key": None,
            "line_key": 7,
            "article_count": 4,
            "site_article_count": 20,
            "share": 0.2,
            "first_load_date": DAY + timedelta(1),
            "last_load_date": DAY + timedelta(3),
        }
    ]


@pytest.mark.parametrize(
    ("articles", "counts"),
    [(["0-0", "0-1", "0-2"], [3]), (["0-0", "0-1", "0-2", "0-3"], [21])],
    ids=["too few articles", "too small a share"],
)
def test_too_thin_a_support(articles: list[str], counts: list[int]) -> None:
    assert widespread_lines(seen_in(*articles), arrivals(*counts)).is_empty()


def test_a_publisher_on_a_site_is_judged_by_its_own_articles() -> None:
    others = arrivals(100).with_columns(article_key="other " + pl.col("article_key"), publisher_key=pl.lit("else"))
    found = widespread_lines(seen_in("0-0", "0-1", "0-2", "0-3"), pl.concat([arrivals(5), others]))
    assert found.select("publisher_key", "article_count", "site_article_count").rows() == [("post", 4, 5)]


def test_a_sample_is_of_the_first_articles_by_key() -> None:
    keys = [f"0-{number}" for number in range(100)]
    found = widespread_lines(seen_in(*reversed(keys)), arrivals(100))
    assert found["sample"].to_list() == [sorted(keys)[:SAMPLE_SIZE]] * 2


def widespread(*sample: str) -> pl.DataFrame:
    counts = {"article_count": 9, "site_article_count": 10, "share": 0.9}
    row = {"site": "news.example", "publisher_key": None, "line_key": 7, "sample": sample, **counts}
    return pl.DataFrame(
        [row | {"first_load_date": DAY, "last_load_date": DAY}],
        schema_overrides={"publisher_key": pl.String, "article_count": pl.Int32, "site_article_count": pl.Int32},
    )


def article(key: str, own: list[str], shared: list[str], own_characters: int = 50) -> list[dict[str, Any]]:
    """Lines of an article by their keywords; those that are shared have 50 characters."""
    return [
        {
            "article_key": key,
            "site": "news.example",
            "line_key": hash((key if is_own else "", keyword)),
            "keyword": keyword,
            "characters": own_characters if is_own else 50,
            "is_own": is_own,
        }
        for is_own, keywords in ((True, own), (False, shared))
        for keyword in keywords
    ]


def is_furniture(*articles: list[dict[str, Any]]) -> bool:
    lines = pl.DataFrame([line for found in articles for line in found])
    return not furniture(widespread(*(found[0]["article_key"] for found in articles)), lines).is_empty()


def unrelated(number: int, **given: Any) -> list[dict[str, Any]]:
    return article(f"a{number}", [f"word{number}-{n}" for n in range(5)], ["newsletter"], **given)


def test_a_line_of_unrelated_articles_is_furniture() -> None:
    assert is_furniture(*(unrelated(number) for number in range(MIN_ARTICLES)))


def test_an_article_more_in_a_small_set_decides() -> None:
    assert not is_furniture(*(unrelated(number) for number in range(MIN_ARTICLES - 1)))


def test_articles_with_little_of_their_own_say_nothing() -> None:
    assert not is_furniture(*(unrelated(number, own_characters=9) for number in range(40)))


def test_articles_that_share_keywords_count_once() -> None:
    """Each of forty copies is edited in every line, so that no line is the same; a fifth of the long words stayed."""
    copies = [
        article(f"a{number}", ["earthquake", *(f"word{number}-{n}" for n in range(4))], ["quote"])
        for number in range(40)
    ]
    assert not is_furniture(*copies)


def test_a_copy_that_is_edited_where_another_is_not_is_related_to_it() -> None:
    """What is one's own may stand in the other as a line that others have, too."""
    words = [f"word{number}" for number in range(10)]
    copies = [
        article(f"a{number}", words[5 * (number % 2) :][:5], words[5 - 5 * (number % 2) :][:5]) for number in range(40)
    ]
    assert not is_furniture(*copies)


def test_furniture_of_a_whole_site_is_not_listed_for_its_publishers() -> None:
    both = pl.concat(
        [
            widespread("a0", "a1", "a2", "a3"),
            widespread("a0", "a1", "a2", "a3").with_columns(publisher_key=pl.lit("post")),
        ]
    )
    lines = pl.DataFrame([line for number in range(4) for line in unrelated(number)])
    found = furniture(both, lines)
    assert found["publisher_key"].to_list() == [None]
    schema = frame_schema(core.FURNITURE)
    del schema["text"]
    assert dict(found.schema) == schema


def taken(row: dict[str, Any], *lines: str) -> pl.DataFrame:
    """The keys of some of the lines of an appearance."""
    return written_lines(frame(row)).filter(pl.col("line").is_in(lines)).select("appearance_key", "line_key")


def test_a_text_without_its_furniture_is_described_anew() -> None:
    body = f"{LEAD}\n* * *\n{NEWSLETTER}\nTolls stay as they are.\n{NEWSLETTER}"
    row = appearance(body=body, quality_flags=["undated"])
    (left,) = without_furniture(frame(row), taken(row, NEWSLETTER)).to_dicts()
    plain = appearance(body=f"{LEAD}\nTolls stay as they are.")
    assert left["body"] == f"{LEAD}\n* * *\nTolls stay as they are."
    assert left["lead"] == LEAD
    assert left["body_sha256"] == plain["body_sha256"]
    assert (left["word_count"], left["furniture_words"]) == (10, 24)
    assert left["quality_flags"] == ["furniture_removed", "short_body", "undated"]
    assert left["title"] == row["title"]


def test_texts_without_furniture_stay_as_they_are_and_in_their_order() -> None:
    rows = [appearance(uri=f"{number}.html", body=f"{LEAD}\n{NEWSLETTER}") for number in range(3)]
    left = without_furniture(frame(*rows), taken(rows[1], NEWSLETTER))
    assert left["appearance_key"].to_list() == [row["appearance_key"] for row in rows]
    assert left["body"].to_list() == [f"{LEAD}\n{NEWSLETTER}", LEAD, f"{LEAD}\n{NEWSLETTER}"]
    assert left["furniture_words"].to_list() == [0, 12, 0]
    assert dict(left.schema) == SCHEMA | {"furniture_words": pl.Int32()}


def test_nothing_to_take_from_nothing() -> None:
    nothing = pl.DataFrame(schema={"appearance_key": pl.String, "line_key": pl.Int64})
    assert without_furniture(frame(), nothing).is_empty()
