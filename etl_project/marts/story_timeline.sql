-- One row per story × article, of stories with several.
-- How did a story go around: who had it when, who was certainly after whom, and who copied?
-- An article whose time is not known comes last, and its order is not certain.
WITH told AS (
    SELECT articles.*, stories.label
    FROM core.articles JOIN core.stories USING (story_key)
    WHERE stories.article_count > 1
),
ordered AS (
    SELECT
        *,
        row_number() OVER in_order AS sequence,
        first_value(published_at) OVER in_order AS first_published_at,
        -- Of those before it: whether all have an end, and the last of these ends.
        count(*) OVER before_it = count(published_hi) OVER before_it AS all_end,
        max(published_hi) OVER before_it AS last_end
    FROM told
    WINDOW
        in_order AS (
            PARTITION BY story_key ORDER BY published_lo NULLS LAST, first_seen_at NULLS LAST, article_key
        ),
        before_it AS (
            PARTITION BY story_key ORDER BY published_lo NULLS LAST, first_seen_at NULLS LAST, article_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
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
    date_diff('second', first_published_at, published_at) / 60 AS lag_from_first_minutes,
    published_lo IS NOT NULL AND all_end AND coalesce(published_lo > last_end, true) AS order_is_certain,
    copy_role,
    ordered.load_date
FROM ordered LEFT JOIN core.publishers USING (publisher_key)
