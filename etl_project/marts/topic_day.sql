-- One row per topic × kind × day.
-- What do publishers file their articles under? Each article counts once for a topic, on however many pages it stands.
WITH articles AS (
    SELECT article_key, publisher_key, first_load_date AS day
    FROM core.articles
    SEMI JOIN asked ON asked.day = first_load_date
),
appearances AS (
    SELECT article_key, categories, hashtags
    FROM core.article_appearances JOIN staging.appearances USING (appearance_key) SEMI JOIN articles USING (article_key)
),
filed AS (
    SELECT article_key, unnest(categories) AS label, 'category' AS kind
    FROM appearances
    UNION ALL
    SELECT article_key, unnest(hashtags) AS label, 'hashtag' AS kind
    FROM appearances
),
topics AS (
    SELECT DISTINCT
        article_key,
        kind,
        lower(trim(regexp_replace(nfc_normalize(label), '[\s\p{Z}]+', ' ', 'g'), ' #')) AS topic
    FROM filed
)
SELECT
    topic,
    kind,
    day,
    count(*) AS articles,
    count(DISTINCT publisher_key) AS publishers,
    day AS load_date
FROM topics JOIN articles USING (article_key)
WHERE topic <> ''
GROUP BY ALL
