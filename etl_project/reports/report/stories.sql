-- Which stories did the latest day bring, or bring on, and when was each of their articles published?
-- The twelve that most publishers wrote about that day, each with its first thirty articles.
WITH brought AS (
    SELECT story_key, count(*) AS new_articles, count(DISTINCT publisher_key) AS publishers_that_day
    FROM core.articles
    WHERE first_load_date = (SELECT max(load_date) FROM audit.admitted_days)
    GROUP BY story_key
),
told AS (
    SELECT
        *,
        row_number() OVER (
            ORDER BY publishers_that_day DESC, new_articles DESC, original_count DESC, label, story_key
        ) AS place
    FROM core.stories JOIN brought USING (story_key)
    WHERE article_count > 1
    QUALIFY place <= 12
)
SELECT
    place,
    label AS story,
    article_count AS articles,
    publisher_count AS publishers,
    original_count AS originals,
    new_articles,
    first_publishers.name AS certainly_first,
    sequence,
    timeline.publisher,
    timeline.title,
    article_url,
    timeline.published_lo,
    timeline.published_hi,
    timeline.copy_role,
    order_is_certain
FROM told
JOIN marts.story_timeline AS timeline USING (story_key)
JOIN core.articles USING (article_key)
LEFT JOIN core.publishers AS first_publishers ON first_publishers.publisher_key = first_publisher_key
WHERE sequence <= 30
ORDER BY place, sequence
