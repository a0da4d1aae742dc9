-- Who copied whom in the last four weeks, how much, and how fast?
SELECT
    sources.name AS source,
    copiers.name AS copier,
    count(*) AS copies,
    count(*) FILTER (evidence <> 'credit') AS copies_by_text,
    median(lag_minutes) FILTER (order_is_certain) AS median_lag_minutes
FROM core.copies
JOIN core.articles USING (article_key)
JOIN core.publishers AS copiers USING (publisher_key)
JOIN core.publishers AS sources ON sources.publisher_key = source_publisher_key
WHERE first_load_date > (SELECT max(load_date) FROM audit.admitted_days) - 28
GROUP BY source_publisher_key, articles.publisher_key, source, copier
ORDER BY copies DESC, source, copier, source_publisher_key, articles.publisher_key
