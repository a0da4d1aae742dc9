-- Which headlines were changed in the last week, from what to what, and how soon?
-- The twelve latest. A headline is as old as the first page that was captured with it.
SELECT
    headline_changes.load_date AS day,
    publisher,
    old_title,
    new_title,
    seen_at,
    minutes_after_first,
    article_url
FROM marts.headline_changes
JOIN core.articles USING (article_key)
WHERE headline_changes.load_date > (SELECT max(load_date) FROM audit.admitted_days) - 7
ORDER BY day DESC, seen_at DESC NULLS LAST, publisher, new_title, version_key
LIMIT 12
