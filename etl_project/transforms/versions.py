"""The contents under which each article was seen, and what changed from one to the next.

A version is a truncation where a fuller text of the article has been seen, before or after: its words stand in one
piece in that text (an empty text does in any), or its page says that it is cut off while the longer text is whole.
Aggregators and teasers cut texts and shorten headlines, so a truncation is no revision and says nothing of its
headline either. Text that a publisher appends cannot be told from text that somebody cut off before, and is not counted
as a revision: better one missed than one alleged.

The versions that are not truncations, of which every article has at least one, are its revisions: `first`, then
`headline` where the headline differs from the revision before (whether or not the text does too), or else `update`.
A fuller text that is seen later thus takes over as `first`, and what was `first` becomes a truncation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from etl_project.keys import stable_key
from etl_project.text import fold
from etl_project.transforms.texts import folded_words

CONTENT = ("article_key", "folded_title", "body_sha256")
"""The columns that tell the versions of an article apart."""


def article_versions(rows: pl.DataFrame) -> pl.DataFrame:
    """The distinct contents of each article.

    Args:
        rows: all appearances of some articles in order of first sight: staging.normalised with article_key,
            folded_title, and sight (place in that order).

    Returns:
        The columns of core.article_versions but run_id, with folded_title beside them, ordered by article and number.
        Title and text are those of a version's first appearance. words_added and words_removed count words, with
        repetitions, against the revision before; they are 0 where there is none. sentences_added and sentences_removed are
        what a revision says that the one before does not, and the other way round, as written and in order; they are
        empty for what is no revision, and sentences that were only moved are in neither.
    """
    versions = (
        rows.group_by(CONTENT)
        .agg(
            pl.col("sight", "title", "body").first(),
            is_cut=pl.col("is_truncated").all(),
            first_seen_at=pl.col("seen_at").min(),
            load_date=pl.col("load_date").max(),
            parser_version=pl.col("parser_version").max(),
        )
        .sort("article_key", "sight")
    )
    versions = (
        versions.with_columns(
            version_no=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("article_key"),
            version_key=pl.Series(
                [stable_key(*content) for content in versions.select(CONTENT).iter_rows()], dtype=pl.String
            ),
        )
        .join(_changes(versions), on="sight", how="left", maintain_order="left")
        .with_columns(
            pl.col("change_kind").fill_null("first"),
            pl.col("words_added", "words_removed").fill_null(0),
            pl.col("sentences_added", "sentences_removed").fill_null([]),
        )
    )
    revision_no = pl.when(pl.col("change_kind") != "truncation").then("version_no")
    return versions.with_columns(is_current=(pl.col("version_no") == revision_no.max().over("article_key"))).drop(
        "sight", "body", "is_cut"
    )


class _Content(NamedTuple):
    """What comparing two versions takes."""

    folded_title: str
    body: str
    words: str
    """The folded words of the text, a space before and after each."""
    word_count: int
    is_cut: bool
    """No page shows it as whole."""

    def is_part_of(self, other: "_Content") -> bool:
        """Whether the other is a fuller text of the same."""
        if self.word_count >= other.word_count:
            return False
        if self.is_cut and not other.is_cut:
            return True
        # The last word may be cut, too. The beginning is looked for first: that is quick, and nearly always tells.
        return self.words[:40].rstrip() in other.words and self.words.rstrip() in other.words


def _changes(versions: pl.DataFrame) -> pl.DataFrame:
    """sight and `_Change` of the versions of articles that have several."""
    several = (
        versions.filter(pl.len().over("article_key") > 1)
        .with_columns(words=pl.format(" {} ", folded_words(pl.col("body"))))
        .with_columns(word_count=pl.col("words").str.count_matches(r"\w+"))
        .group_by("article_key", maintain_order=True)
        .agg("sight", "folded_title", "body", "words", "word_count", "is_cut")
    )
    changes = [
        (sight, *change)
        for _, sights, *contents in several.iter_rows()
        for sight, change in zip(sights, _compare([*map(_Content, *contents)]), strict=True)
    ]
    return pl.DataFrame(
        changes,
        schema={
            "sight": pl.UInt32(),
            "change_kind": pl.String(),
            "words_added": pl.Int32(),
            "words_removed": pl.Int32(),
            "sentences_added": pl.List(pl.String()),
            "sentences_removed": pl.List(pl.String()),
        },
        orient="row",
    )


class _Change(NamedTuple):
    """What a version changed."""

    change_kind: str
    words_added: int = 0
    words_removed: int = 0
    sentences_added: Sequence[str] = ()
    sentences_removed: Sequence[str] = ()


def _compare(contents: Sequence[_Content]) -> list[_Change]:
    """What each version of one article changed, in order."""
    changes = []
    before: _Content | None = None
    for content in contents:
        is_truncation = any(content.is_part_of(other) for other in contents)
        if before is None:
            changes.append(_Change("truncation" if is_truncation else "first"))
        else:
            words, words_before = Counter(content.words.split()), Counter(before.words.split())
            added = (words - words_before).total()
            removed = added + before.word_count - content.word_count
            if is_truncation:
                changes.append(_Change("truncation", added, removed))
            else:
                kind = "headline" if content.folded_title != before.folded_title else "update"
                sentences = _sentences_beyond(content.body, before.body), _sentences_beyond(before.body, content.body)
                changes.append(_Change(kind, added, removed, *sentences))
        if not is_truncation:
            before = content
    return changes


_SENTENCE = re.compile(
    # A stop before a small letter ends no sentence: "at 7 p.m. and later", "“Wait!” he said".
    r"""\S.*?(?:[.!?…؟۔।]+["'”’»)\]]*(?=\s+[^\sa-zß-ÿα-ωа-яё])|[。！？]+[」』”’]*|$)""",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")


def _sentences_beyond(body: str, other: str) -> list[str]:
    """The sentences of a text that another does not have, or not as often; case and punctuation do not matter."""
    known = Counter(words for words, _ in _sentences(other))
    beyond = []
    for words, sentence in _sentences(body):
        if known[words]:
            known[words] -= 1
        else:
            beyond.append(sentence)
    return beyond


def _sentences(body: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each sentence that has a word: its folded words, and as written. "Mr. Smith" is cut in two, wherever it stands."""
    for found in _SENTENCE.finditer(body):
        if words := tuple(_WORD.findall(fold(found[0]))):
            yield words, found[0]
