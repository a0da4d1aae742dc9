"""Group the articles into stories, day after day, and begin again where something changed.

What is known after a day follows from what was known after the day before, and from the articles and the counted terms of
the days up to it. All of that is stored: `core.article_terms` and `core.term_days` hold what goes into a day,
`core.story_entries` and `core.story_merges` what came out of it. So a fold gathers anew

- the days whose articles, or their terms, are not those that were gathered before;
- the days in whose weeks terms were counted anew, since their vectors may be others;
- the days whose window holds a day of which something else came out than before,

and the stories are a function of the admitted days, whatever the order in which they were loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from scipy.sparse import csr_array

from etl_project.steps.writing import Writing
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.stories import (
    BODY_CHARACTERS,
    RARITY_WINDOW,
    SAME_EVENT,
    WINDOW,
    Batch,
    Vocabulary,
    article_terms,
    gather,
    joined,
    rarities,
    story_rows,
    weigh,
)
from etl_project.warehouse import handed_over

_ARTICLES_AT_ONCE = 20_000
"""Whose words are in memory together."""
_STORIES_AT_ONCE = 5_000
"""Whose vectors are."""
_DAYS_AT_ONCE = 7
"""Whose terms are counted together."""


def group_stories(writing: Writing, scope: str, everything: bool, same_event: float = SAME_EVENT) -> None:
    """Bring the terms, the stories and the story_key of core.articles up to date with the articles.

    Args:
        writing: core.articles and core.duplicates are as they shall be; the latter was written through it.
        scope: articles whose rows may have changed, a condition over article_key.
        everything: rely on nothing that is stored.
        same_event: least similarity of what is one story.
    """
    if everything:
        for table in (core.ARTICLE_TERMS, core.TERM_DAYS, core.STORY_ENTRIES, core.STORY_MERGES):
            writing.put(table, pl.DataFrame(schema=frame_schema(table)))
    changed = _write_terms(writing, scope)
    _count_terms(writing, changed)
    replay = Replay(writing, changed, same_event)
    replay.run()
    _write_stories(writing, replay, everything)


def _write_terms(writing: Writing, scope: str) -> set[date]:
    """Write core.article_terms; the days of which a row is another than before."""
    connection = writing.connection
    # Also those whose twins may be others: pairs came or went, or the day of one of two is another.
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE termed AS
        SELECT article_key FROM core.articles WHERE {scope}
        UNION
        SELECT article_key FROM core.article_terms WHERE {scope}
        UNION
        SELECT unnest([article_key, other_article_key]) FROM core.duplicates
        WHERE {scope} OR other_article_key IN (SELECT article_key FROM core.articles WHERE {scope})
        UNION
        FROM ({writing.touched_articles(core.DUPLICATES)})
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE twins AS
        WITH found AS (
            SELECT article_key, other_article_key FROM core.duplicates
            -- A text that stands in another may be one of many in a round-up of the day.
            WHERE method IN ('identical', 'near')
              AND (article_key IN (FROM temp.termed) OR other_article_key IN (FROM temp.termed))
        ),
        days AS (
            SELECT article_key, first_load_date AS day FROM core.articles
            SEMI JOIN (SELECT unnest([article_key, other_article_key]) AS article_key FROM found) USING (article_key)
        ),
        pairs AS (
            SELECT one.article_key, one.day, other.article_key AS other_key, other.day AS other_day
            FROM found
            JOIN days AS one ON one.article_key = found.article_key
            JOIN days AS other ON other.article_key = found.other_article_key
        )
        SELECT article_key, list(other_key ORDER BY other_day, other_key) AS twins
        FROM (FROM pairs UNION ALL SELECT other_key, other_day, article_key, day FROM pairs)
        WHERE (other_day, other_key) < (day, article_key) AND day - other_day <= $window
        GROUP BY ALL
        """,
        {"window": WINDOW.days},
    )
    content = "SELECT article_key, day, terms, counts, twins FROM core.article_terms SEMI JOIN temp.termed USING (article_key)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE terms_before AS {content}")
    texts = connection.sql(
        """
        SELECT article_key, title, substr(body, 1, $characters) AS body, first_load_date, load_date
        FROM core.articles SEMI JOIN temp.termed USING (article_key)
        """,
        params={"characters": BODY_CHARACTERS},
    ).pl()
    twins = connection.sql("FROM temp.twins SEMI JOIN temp.termed USING (article_key)").pl()
    terms = pl.concat(
        [article_terms(texts[:0]), *(article_terms(some) for some in texts.iter_slices(_ARTICLES_AT_ONCE))]
    )
    terms = terms.join(twins, on="article_key", how="left").with_columns(pl.col("twins").fill_null([]))
    writing.put(core.ARTICLE_TERMS, terms, "article_key IN (SELECT article_key FROM temp.termed)")
    return {
        day
        for (day,) in connection.execute(
            f"""
            SELECT DISTINCT day
            FROM ((FROM temp.terms_before EXCEPT {content}) UNION ALL ({content} EXCEPT FROM temp.terms_before))
            """
        ).fetchall()
    }


def _count_terms(writing: Writing, days: Iterable[date]) -> None:
    """Write the rows of core.term_days of some days."""
    ordered = sorted(days)
    for start in range(0, len(ordered), _DAYS_AT_ONCE):
        some = ", ".join(f"DATE '{day}'" for day in ordered[start : start + _DAYS_AT_ONCE])
        counted = writing.connection.sql(
            f"""
            SELECT term, day, count(*) AS articles, day AS load_date
            FROM (SELECT day, unnest(terms) AS term FROM core.article_terms WHERE day IN ({some})) GROUP BY ALL
            """
        ).pl()
        writing.put(core.TERM_DAYS, counted, f"day IN ({some})")


class Entries(NamedTuple):
    """The articles of a day, and the story that each was put into at its end, with the day on which that began."""

    batch: Batch
    stories: list[str]
    began_on: list[date]


class Merge(NamedTuple):
    """What became of a story on some day."""

    merged_into: str
    began_on: date


class Replay:
    """Gathers the days anew that have to be."""

    def __init__(self, writing: Writing, changed: set[date], same_event: float) -> None:
        self.touched: set[str] = set()
        """Stories, by the keys of before and of now, that may have other articles, or articles with other weights."""
        self.gathered: list[date] = []
        """Days whose articles were put into stories anew."""
        self._writing = writing
        self._connection = writing.connection
        self._changed = changed
        self._same_event = same_event
        self._vocabulary = Vocabulary()
        self._past: dict[date, Entries] = {}
        self._merges: dict[date, dict[str, Merge]] = defaultdict(dict)
        self._key_before: dict[str, str] = {}
        for day, old, into, began_on, story in self._connection.execute(
            "SELECT merged_on, old_story_key, merged_into, began_on, story_key FROM core.story_merges"
        ).fetchall():
            self._merges[day][old] = Merge(into, began_on)
            self._key_before[old] = story

    def run(self) -> None:
        """Bring core.story_entries and core.story_merges up to date."""
        entered: set[str] = set()
        differing: list[date] = []
        for day in sorted(self._changed | self._days()):
            counted_anew = any(day - RARITY_WINDOW < change <= day for change in self._changed)
            if not counted_anew and not any(day - WINDOW <= past for past in differing):
                continue
            self.gathered.append(day)
            self.touched |= {self._key_before.get(story, story) for story in self._stories_of(day)}
            if self._gather(day):
                differing.append(day)
            entered |= set(self._past[day].stories)
        merges = {old: merge for merged in self._merges.values() for old, merge in merged.items()}
        self.touched |= {_final(story, merges) for story in entered}
        for story in self._key_before.keys() | merges.keys():
            ends = {self._key_before.get(story, story), _final(story, merges)}
            if len(ends) > 1:
                self.touched |= ends
        self._writing.put(core.STORY_MERGES, self._merge_rows(merges))

    def _merge_rows(self, merges: dict[str, Merge]) -> pl.DataFrame:
        rows = [
            (old, _final(old, merges), merge.merged_into, day, merge.began_on, day)
            for day, merged in self._merges.items()
            for old, merge in merged.items()
        ]
        columns = ("old_story_key", "story_key", "merged_into", "merged_on", "began_on", "load_date")
        schema = frame_schema(core.STORY_MERGES)
        return pl.DataFrame(rows, schema={name: schema[name] for name in columns}, orient="row")

    def _days(self) -> set[date]:
        """The days of articles from the first that changed on."""
        found = self._connection.execute(
            "SELECT DISTINCT day FROM core.article_terms WHERE day >= $1", [min(self._changed, default=date.max)]
        ).fetchall()
        return {day for (day,) in found}

    def _stories_of(self, day: date) -> list[str]:
        found = self._connection.execute("SELECT DISTINCT story_key FROM core.story_entries WHERE day = $1", [day])
        return [story for (story,) in found.fetchall()]

    def _gather(self, day: date) -> bool:
        """Write what comes out of a day; whether that is another than before."""
        past = [self._entries(day - timedelta(ago)) for ago in range(WINDOW.days, 0, -1)]
        window = Batch([key for entries in past for key in entries.batch.keys], joined([e.batch.vectors for e in past]))
        merges = {
            old: merge for ago in range(WINDOW.days, 0, -1) for old, merge in self._merges[day - timedelta(ago)].items()
        }
        story_of, began_on = {}, {}
        for entries in past:
            for key, story, began in zip(entries.batch.keys, entries.stories, entries.began_on, strict=True):
                while merge := merges.get(story):
                    story, began = merge
                story_of[key], began_on[story] = story, began

        terms = self._connection.sql(
            "SELECT article_key, terms, counts, twins FROM core.article_terms WHERE day = $day ORDER BY article_key",
            params={"day": day},
        ).pl()
        batch = Batch(terms["article_key"].to_list(), self._weighed(terms, day))
        known = {*batch.keys, *window.keys}
        twins = [
            (key, twin)
            for key, others in terms.select("article_key", "twins").iter_rows()
            for twin in others
            if twin in known
        ]
        found = gather(batch, window, story_of, began_on, twins, self._same_event)

        stories = [found.stories[key] for key in batch.keys]
        beginnings = [began_on.get(story, day) for story in stories]
        self._past[day] = Entries(batch, stories, beginnings)
        merged = {old: Merge(into, began_on[into]) for old, into in found.merges.items()}
        has_other_merges = merged != self._merges[day]
        self._merges[day] = merged
        rows = pl.DataFrame(
            {
                "article_key": terms["article_key"],
                "day": pl.Series([day] * len(terms), dtype=pl.Date),
                "weights": _lists(batch.vectors),
                "story_key": pl.Series(stories, dtype=pl.String),
                "began_on": pl.Series(beginnings, dtype=pl.Date),
                "load_date": pl.Series([day] * len(terms), dtype=pl.Date),
            }
        )
        return self._writing.put(core.STORY_ENTRIES, rows, f"day = DATE '{day}'") or has_other_merges

    def _weighed(self, terms: pl.DataFrame, day: date) -> csr_array:
        """Vectors of a day's articles."""
        counts = self._vocabulary.rows(terms["terms"], terms["counts"])
        spread = self._connection.sql(
            """
            SELECT term, sum(articles)::BIGINT AS articles FROM core.term_days
            WHERE day > $after AND day <= $day
              AND term IN (SELECT unnest(terms) FROM core.article_terms WHERE day = $day)
            GROUP BY ALL
            """,
            params={"after": day - RARITY_WINDOW, "day": day},
        ).pl()
        ((articles,),) = self._connection.execute(
            "SELECT count(*) FROM core.article_terms WHERE day > $after AND day <= $day",
            {"after": day - RARITY_WINDOW, "day": day},
        ).fetchall()
        rarity = np.zeros(counts.shape[1], np.int64)
        rarity[self._vocabulary.columns(spread["term"])] = rarities(spread["articles"].to_numpy(), articles)
        return weigh(counts, rarity)

    def _entries(self, day: date) -> Entries:
        """The articles of a day that was gathered before, or is as it was."""
        if day not in self._past:
            rows = self._connection.sql(
                """
                SELECT article_key, terms, weights, story_key, began_on
                FROM core.story_entries JOIN core.article_terms USING (article_key, day)
                WHERE day = $day ORDER BY article_key
                """,
                params={"day": day},
            ).pl()
            batch = Batch(rows["article_key"].to_list(), self._vocabulary.rows(rows["terms"], rows["weights"]))
            self._past[day] = Entries(batch, rows["story_key"].to_list(), rows["began_on"].to_list())
        return self._past[day]


def _lists(rows: csr_array) -> pl.Series:
    """The values of each row, in the order in which they were put in."""
    numbers = pa.LargeListArray.from_arrays(pa.array(rows.indptr, pa.int64()), pa.array(rows.data, pa.int32()))
    return pl.Series(values=numbers)


def _final(story: str, merges: Mapping[str, Merge]) -> str:
    """Key of the story that holds a story's articles in the end."""
    while story in merges:
        story = merges[story].merged_into
    return story


def _write_stories(writing: Writing, replay: Replay, everything: bool) -> None:
    """Write the story_key of core.articles and the rows of core.stories."""
    connection = writing.connection
    moved = connection.sql(
        """
        WITH candidates AS (
            SELECT article_key FROM core.story_entries WHERE day IN (SELECT unnest($days::DATE[]))
            UNION
            SELECT article_key FROM core.articles WHERE story_key IN (SELECT unnest($stories::VARCHAR[]))
        )
        SELECT article_key, coalesce(merges.story_key, entries.story_key) AS story_key, articles.story_key AS story_before
        FROM (FROM core.articles SEMI JOIN candidates USING (article_key)) AS articles
        JOIN core.story_entries AS entries USING (article_key)
        LEFT JOIN core.story_merges AS merges ON merges.old_story_key = entries.story_key
        WHERE articles.story_key IS DISTINCT FROM coalesce(merges.story_key, entries.story_key)
        """,
        params={"days": replay.gathered, "stories": sorted(replay.touched)},
    ).pl()
    writing.relate(moved.select("article_key", "story_key"))
    touched = replay.touched | {*moved["story_key"], *moved["story_before"].drop_nulls()}
    with handed_over(connection, pl.DataFrame({"story_key": sorted(touched)}, schema={"story_key": pl.String})) as path:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE touched AS
            SELECT story_key FROM read_parquet($path)
            UNION SELECT story_key FROM core.articles WHERE {"true" if everything else "run_id = $run_id"}
            {"UNION SELECT story_key FROM core.stories" if everything else ""}
            """,
            {"path": path} | ({} if everything else {"run_id": writing.run_id}),
        )
    keys = [key for (key,) in connection.execute("FROM temp.touched ORDER BY story_key").fetchall()]
    rows = [
        story_rows(_articles_of(connection, keys[start : start + _STORIES_AT_ONCE]))
        for start in range(0, len(keys), _STORIES_AT_ONCE)
    ]
    if rows:
        touched_or_all = "true" if everything else "story_key IN (SELECT story_key FROM temp.touched)"
        writing.put(core.STORIES, pl.concat(rows), touched_or_all)


def _articles_of(connection: duckdb.DuckDBPyConnection, stories: list[str]) -> pl.DataFrame:
    """All articles of some stories, with what `story_rows` reads of them."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT article_key, story_key, title, publisher_key, published_lo, published_hi, copy_role, first_load_date, load_date
        FROM core.articles WHERE story_key IN (SELECT unnest($stories))
        """,
        {"stories": stories},
    )
    # By their days, whole stretches of the tables are passed over.
    ((first, last),) = connection.execute("SELECT min(first_load_date), max(first_load_date) FROM temp.told").fetchall()
    articles: pl.DataFrame = connection.sql(
        """
        SELECT told.*, terms, weights
        FROM temp.told
        JOIN (FROM core.story_entries WHERE day BETWEEN $first AND $last) USING (article_key)
        JOIN (FROM core.article_terms WHERE day BETWEEN $first AND $last) USING (article_key)
        """,
        params={"first": first, "last": last},
    ).pl()
    return articles
