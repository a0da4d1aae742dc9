-- One row per story × article, of stories with several.
-- How did a story go around: who had it when, who was certainly after whom, and who copied?
-- The sequence is that of the times at which the articles were certainly out: an article of which only the day is known is not called first.
-- An article whose time is not known comes last, and may have been before any other: then no place is certain.
WITH told AS (
    SELECT articles.*, stories.label
    FROM core.articles JOIN core.stories USING (story_key)
    SEMI JOIN asked USING (story_key)
    WHERE stories.article_count > 1
),
ordered AS (
    SELECT
        *,
        row_number() OVER in_order AS sequence,
        first_value(published_at) OVER in_order AS first_published_at,
        first_value(published_hi) OVER in_order AS first_end,
        -- Of those before it: whether all have an end, and the last of these ends. Of those behind it: whether all begin, and when the first does.
        count(*) OVER before_it = count(published_hi) OVER before_it AS all_end,
        max(published_hi) OVER before_it AS last_end,
        count(*) OVER behind_it = count(published_lo) OVER behind_it AS all_begin,
        min(published_lo) OVER behind_it AS next_begin
    FROM told
    WINDOW
        in_order AS (
            PARTITION BY story_key ORDER BY published_hi NULLS LAST, published_lo NULLS LAST, first_seen_at NULLS LAST, article_key
        ),
        before_it AS (
            PARTITION BY story_key ORDER BY published_hi NULLS LAST, published_lo NULLS LAST, first_seen_at NULLS LAST, article_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        behind_it AS (
            PARTITION BY story_key ORDER BY published_hi NULLS LAST, published_lo NULLS LAST, first_seen_at NULLS LAST, article_key
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
)
SELECT
    story_key,
    article_key,
    label AS story,
    sequence,
    publishers.name AS publisher,
    title,
    published_lo,
    published_hi,
    -- Where it may have been published before the first in the sequence, it has no lag.
    CASE WHEN sequence = 1 OR published_lo > first_end
        THEN date_diff('second', first_published_at, published_at) / 60 END AS lag_from_first_minutes,
    all_end AND all_begin AND coalesce(published_lo > last_end, sequence = 1)
        AND coalesce(published_hi < next_begin, next_begin IS NULL) AS order_is_certain,
    copy_role,
    ordered.load_date
FROM ordered LEFT JOIN core.publishers USING (publisher_key)
