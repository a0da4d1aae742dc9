"""Furniture: lines that a site prints below article after article, and that are no article's own.

What one page cannot tell (is "Sign up for our newsletter" the article's last sentence?) many pages of a site can. The rule
has to find such lines and yet never call a sentence furniture because its article was syndicated, republished or quoted:

- Only a line that may be furniture at all counts as seen. It is not the first of its text, where standfirsts and
  datelines stand, and no longer than `MAX_CHARACTERS`. A line shorter than `SENTENCE_CHARACTERS` is known by what follows
  it as well, the next line and, if that is short, too, the one after it: the furniture of a page is the same block each
  time, while a recurring heading ("The verdict") is followed by another text in each article.
- It stands in at least `MIN_ARTICLES` articles, and in at least `MIN_SHARE` of those that the site brought from the first
  day to the last on which articles with it arrived. So a line is judged by its own time: a new one is learnt
  soon, and one that a redesign did away with stays known. A background paragraph, a series' standfirst or
  an author's biography stands in far fewer.
- `MIN_ARTICLES` of those articles are independent: at least half of each stands in no other article of the site, and
  what is its own shares few of the longest words of its lines with any of the others. Exact copies have nothing of their own,
  copies that were edited here and there keep nearly all of those words, and reports of one event have its names in
  common; so however many there are of one story, they do not amount to four.

It is learnt for a site as a whole, and for each publisher on it, as an aggregator carries its publishers' furniture.
"""

from collections.abc import Iterable
from hashlib import md5
from typing import NamedTuple

import polars as pl

from etl_project.keys import stable_key
from etl_project.tables import core, staging
from etl_project.transforms.bodies import BODY_FLAGS, with_body_facts
from etl_project.transforms.distinct import over_distinct
from etl_project.transforms.texts import folded_words

MAX_CHARACTERS = 400
"""Longest line that may be furniture: some sixty words, as long as legal lines get."""
SENTENCE_CHARACTERS = 40
"""A shorter line may be a heading. Headings rarely reach this; sentences nearly always do."""
MIN_ARTICLES = 4
"""Fewest articles, and fewest independent ones, that a line is furniture for."""
MIN_SHARE = 0.2
"""Least share of the site's articles."""
MIN_OWN_SHARE = 0.5
"""Least share of an article, in characters, that stands in no other article, for it to count as independent."""
RELATED_SHARE = 0.2
"""Two articles are of one origin or event where this part of the keywords that are one's own stands in the other. Of pairs
of annotated news pages on different sites, which are of neither, some 0.2 to 1.7 in a hundred share as much."""
MAX_TAKEN_SHARE = 1 / 3
"""Most of a text that is taken out of it, in characters. Where furniture makes up more, nothing is."""
SAMPLE_SIZE = 40
"""Articles with a line that are looked at for independent ones: the first by key, and keys are hashes."""

_KEYWORD_CHARACTERS = 24
_LEVEL = ("site", "publisher_key")


def body_lines(normalised: pl.DataFrame) -> pl.DataFrame:
    """The distinct lines of each text, long ones too: staging.normalised → staging.body_lines.

    `line_key` hashes the folded words of the line, so that case and punctuation do not matter; a line without any word has
    no row. `characters` counts those words, spaces between them and repetitions of the line. A line that may be furniture
    may be so wherever it stands in the text.
    """
    rows = (
        _lines(normalised)
        .group_by("appearance_key", "line_key", maintain_order=True)
        .agg(
            pl.col("keyword").first(),
            pl.col("characters").sum(),
            pl.col("may_be_furniture").all(),
        )
    )
    return rows.join(
        normalised.select("appearance_key", "load_date", "parser_version"), on="appearance_key", maintain_order="left"
    ).select(staging.BODY_LINES.content_columns)


def _lines(texts: pl.DataFrame) -> pl.DataFrame:
    """The lines of each `body` that hold a word, in order: `place` in the body, `line` as written, and what is told of it."""
    lines = (
        _split(texts)
        .with_columns(words=folded_words(pl.col("line")))
        .filter(pl.col("words") != "")
        .with_columns(characters=pl.col("words").str.len_chars().cast(pl.Int32), parts=pl.col("words").str.split(" "))
    )
    words, characters = pl.col("words"), pl.col("characters")
    following, after_that = (words.shift(-lines_on).over("appearance_key").fill_null("") for lines_on in (1, 2))
    what_follows = following + pl.when(following.str.len_chars() < SENTENCE_CHARACTERS).then(
        pl.lit("\n") + after_that
    ).otherwise(pl.lit(""))
    longest = pl.col("parts").list.eval(pl.element().str.len_chars()).list.arg_max()
    lines = lines.select(
        *("appearance_key", "place", "line", "characters"),
        identity=pl.when(characters < SENTENCE_CHARACTERS).then(words + "\n" + what_follows).otherwise(words),
        keyword=pl.col("parts").list.get(longest).str.slice(0, _KEYWORD_CHARACTERS),
        may_be_furniture=(characters <= MAX_CHARACTERS) & (pl.int_range(pl.len()).over("appearance_key") > 0),
    )
    return lines.with_columns(line_key=over_distinct(lines, ["identity"], _line_key, pl.Int64()))


def _split(texts: pl.DataFrame) -> pl.DataFrame:
    """appearance_key, place and line of every line of each `body`, in order."""
    lines = texts.select("appearance_key", line=pl.col("body").str.split("\n")).explode("line")
    return lines.with_columns(place=pl.int_range(pl.len()).over("appearance_key"))


def _line_key(identity: str) -> int:
    """64 bits of MD5, which is fixed for ever, as DuckDB's BIGINT."""
    return int.from_bytes(md5(identity.encode(), usedforsecurity=False).digest()[:8], signed=True)


def widespread_lines(sightings: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Lines that stand in enough of a site's articles to be furniture, if enough of these are independent.

    Args:
        sightings: article × line that may be furniture in it: article_key, site, line_key. Lines of fewer than
            `MIN_ARTICLES` articles may be left out.
        articles: article × site that it was seen on: article_key, site, publisher_key, and load_date, the first day.

    Returns:
        One row per site, publisher_key (null for the site as a whole) and line_key, with article_count,
        site_article_count, share, first_load_date, last_load_date, and `sample`: the article_keys to look at.
    """
    articles = pl.concat(
        [
            articles.with_columns(publisher_key=pl.lit(None, pl.String)),
            articles.filter(pl.col("publisher_key").is_not_null()),
        ]
    )
    lines = (
        sightings.join(articles, on=["article_key", "site"])
        .group_by(*_LEVEL, "line_key")
        .agg(
            article_count=pl.len().cast(pl.Int32),
            first_load_date=pl.col("load_date").min(),
            last_load_date=pl.col("load_date").max(),
            sample=pl.col("article_key").sort().head(SAMPLE_SIZE),
        )
        .filter(pl.col("article_count") >= MIN_ARTICLES)
    )
    days = (
        articles.group_by(*_LEVEL, "load_date")
        .agg(arrived=pl.len())
        .sort("load_date")
        .with_columns(until=pl.col("arrived").cum_sum().over(_LEVEL))
    )
    first = days.select(*_LEVEL, first_load_date="load_date", before=pl.col("until") - pl.col("arrived"))
    last = days.select(*_LEVEL, "until", last_load_date="load_date")
    return (
        lines.join(first, on=[*_LEVEL, "first_load_date"], nulls_equal=True)
        .join(last, on=[*_LEVEL, "last_load_date"], nulls_equal=True)
        .with_columns(site_article_count=(pl.col("until") - pl.col("before")).cast(pl.Int32))
        .with_columns(share=pl.col("article_count") / pl.col("site_article_count"))
        .filter(pl.col("share") >= MIN_SHARE)
        .drop("before", "until")
        .sort(*_LEVEL, "line_key")
    )


def furniture(widespread: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Those of the widespread lines that stand in enough independent articles.

    Args:
        widespread: as `widespread_lines` returns them.
        lines: every line of every article in a sample: article_key, site, line_key, keyword, characters, and is_own,
            whether it stands in no other article of the site.

    Returns:
        Rows of core.furniture without run_id and `text`. A line that is furniture of the whole site has no rows for
        publishers.
    """
    keyword, own_characters = pl.col("keyword"), pl.col("characters").filter("is_own").sum()
    articles = lines.group_by("site", "article_key").agg(
        keyword.unique(),
        own=keyword.filter("is_own").unique(),
        is_independent=own_characters >= MIN_OWN_SHARE * pl.col("characters").sum(),
    )
    vocabularies = {
        (site, article): _Vocabulary(frozenset(every), frozenset(own))
        for site, article, every, own in articles.filter("is_independent")
        .select("site", "article_key", "keyword", "own")
        .iter_rows()
    }
    is_furniture = [
        _has_independent(vocabularies[site, article] for article in sample if (site, article) in vocabularies)
        for site, sample in widespread.select("site", "sample").iter_rows()
    ]
    found = widespread.filter(pl.Series(is_furniture, dtype=pl.Boolean))
    of_site = found.filter(pl.col("publisher_key").is_null())
    of_publishers = found.filter(pl.col("publisher_key").is_not_null()).join(
        of_site, on=["site", "line_key"], how="anti"
    )
    found = pl.concat([of_site, of_publishers])
    keys = [stable_key(*parts) for parts in found.select(*_LEVEL, "line_key").iter_rows()]
    return (
        found.with_columns(furniture_key=pl.Series(keys, dtype=pl.String))
        .rename({"last_load_date": "load_date"})
        .select(name for name in core.FURNITURE.content_columns if name != "text")
        .sort("furniture_key")
    )


class _Vocabulary(NamedTuple):
    """Keywords of an article."""

    every: frozenset[str]
    own: frozenset[str]
    """Those of the lines that stand in no other article."""

    def is_related_to(self, other: "_Vocabulary") -> bool:
        """Whether much of what is one article's own is the other's, too."""
        return len(self.own & other.every) >= RELATED_SHARE * len(self.own) or len(
            other.own & self.every
        ) >= RELATED_SHARE * len(other.own)


def _has_independent(articles: Iterable[_Vocabulary]) -> bool:
    """Whether `MIN_ARTICLES` articles are found of which no two are related.

    They are picked as they come, each that is unrelated to all before it. That may miss a larger choice, and so errs
    on the side of leaving a line in.
    """
    picked: list[_Vocabulary] = []
    for article in articles:
        if not any(article.is_related_to(other) for other in picked):
            picked.append(article)
            if len(picked) == MIN_ARTICLES:
                return True
    return False


def written_lines(texts: pl.DataFrame) -> pl.DataFrame:
    """appearance_key, line_key and `line`, as written where it stands first, of each distinct line of some texts."""
    return (
        _lines(texts)
        .unique(["appearance_key", "line_key"], keep="first", maintain_order=True)
        .select("appearance_key", "line_key", "line")
    )


def without_furniture(texts: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Texts without some of their lines, and with the facts of what remains.

    Args:
        texts: rows with the columns of staging.normalised.
        taken: appearance_key and line_key of the lines to take out.

    Returns:
        The rows in the order given, with `furniture_words`: how many words were taken out. Where any were,
        `quality_flags` has furniture_removed.
    """
    touched = taken.select("appearance_key").unique()
    changed = texts.join(touched, on="appearance_key", how="semi", maintain_order="left")
    furniture_lines = _lines(changed).join(taken, on=["appearance_key", "line_key"], how="semi")
    bodies = (
        _split(changed)
        .join(furniture_lines, on=["appearance_key", "place"], how="anti", maintain_order="left")
        .group_by("appearance_key", maintain_order=True)
        .agg(pl.col("line").str.join("\n").alias("body"))
    )
    flags = pl.col("quality_flags").list.set_difference(pl.lit([*BODY_FLAGS]))
    changed = (
        with_body_facts(
            changed.drop("body")
            .rename({"word_count": "words_before"})
            .join(bodies, on="appearance_key", maintain_order="left")
        )
        .with_columns(
            furniture_words=pl.col("words_before") - pl.col("word_count"),
            quality_flags=pl.concat_list(flags, "body_flags", pl.lit(["furniture_removed"])).list.sort(),
        )
        .select(*texts.columns, "furniture_words")
    )
    untouched = texts.join(touched, on="appearance_key", how="anti").with_columns(furniture_words=pl.lit(0, pl.Int32))
    return (
        texts.select("appearance_key")
        .join(pl.concat([changed, untouched]), on="appearance_key", maintain_order="left")
        .select(*texts.columns, "furniture_words")
    )
