-- One row per source × copier × week.
-- Who copies whom, how much, and how fast?
SELECT
    source_publisher_key,
    articles.publisher_key AS copier_publisher_key,
    date_trunc('week', first_load_date) AS week,
    any_value(sources.name) AS source,
    any_value(copiers.name) AS copier,
    count(*) AS copies,
    count(*) FILTER (evidence <> 'credit') AS copies_by_text,
    median(lag_minutes) FILTER (order_is_certain) AS median_lag_minutes,
    max(copies.load_date) AS load_date
FROM core.copies
JOIN core.articles USING (article_key)
SEMI JOIN asked ON asked.week = date_trunc('week', first_load_date)
JOIN core.publishers AS sources ON sources.publisher_key = source_publisher_key
JOIN core.publishers AS copiers ON copiers.publisher_key = articles.publisher_key
GROUP BY ALL
