-- One row per version of an article with a new title.
-- Which headlines were changed after publication, from what to what, and how soon?
-- A text that an aggregator cut is not a revision, and is passed over on both sides.
WITH versions AS (
    SELECT
        *,
        -- Where the capture of an earlier version is unknown, so is the first capture of the article.
        CASE WHEN count(*) OVER up_to_this = count(first_seen_at) OVER up_to_this
             THEN min(first_seen_at) OVER up_to_this END AS article_first_seen_at
    FROM core.article_versions
    SEMI JOIN asked USING (article_key)
    WINDOW up_to_this AS (PARTITION BY article_key ORDER BY version_no)
),
revisions AS (
    SELECT *, lag(title) OVER (PARTITION BY article_key ORDER BY version_no) AS old_title
    FROM versions
    WHERE change_kind <> 'truncation'
)
SELECT
    version_key,
    article_key,
    publishers.name AS publisher,
    old_title,
    revisions.title AS new_title,
    revisions.first_seen_at AS seen_at,
    date_diff('second', article_first_seen_at, revisions.first_seen_at) / 60 AS minutes_after_first,
    revisions.load_date
FROM revisions
JOIN core.articles USING (article_key)
LEFT JOIN core.publishers USING (publisher_key)
WHERE change_kind = 'headline'
