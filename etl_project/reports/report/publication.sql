-- What was published when, and how much is it?
SELECT
    build_id,
    published_at,
    list_min(load_dates) AS first_day,
    list_max(load_dates) AS latest_day,
    len(load_dates) AS days,
    (SELECT count(*) FROM raw.captures) AS pages,
    (SELECT count(*) FROM core.articles) AS articles,
    (SELECT count(*) FROM core.publishers WHERE load_date IS NOT NULL) AS publishers
FROM audit.publications
WHERE action = 'publish'
ORDER BY publication_no DESC
LIMIT 1
