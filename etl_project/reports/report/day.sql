-- What did the latest day bring?
-- The latest loaded day that passed its audit, and what was seen on it for the first time.
WITH latest AS (SELECT max(load_date) AS day FROM audit.admitted_days),
brought AS (SELECT articles.* FROM core.articles JOIN latest ON first_load_date = day)
SELECT
    day,
    (SELECT count(*) FROM raw.captures WHERE load_date = day) AS pages,
    (SELECT count(*) FROM brought) AS new_articles,
    (SELECT count(*) FROM brought WHERE copy_role IN ('copy', 'edited_copy')) AS copies,
    (SELECT count(DISTINCT publisher_key) FROM brought) AS publishers,
    (SELECT count(*) FROM core.stories WHERE article_count > 1 AND story_key IN (SELECT story_key FROM brought)) AS stories,
    (SELECT count(*) FROM core.stories WHERE article_count = 1 AND story_key IN (SELECT story_key FROM brought)) AS single_articles
FROM latest
