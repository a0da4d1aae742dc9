-- Can these numbers be trusted?
-- Of all pages that arrived, all articles that are published, and all checks in force.
SELECT
    (SELECT count(*) FROM audit.withheld_days) AS withheld_days,
    (SELECT count(*) FROM raw.captures) AS pages,
    (SELECT count(*) FROM raw.captures WHERE status = 'quarantined') AS quarantined_pages,
    (SELECT count(*) FROM core.articles) AS articles,
    (SELECT count(*) FROM core.articles WHERE published_precision = 'unknown') AS undated_articles,
    (SELECT avg((published_precision = 'unknown')::INTEGER) FROM core.articles) AS share_undated,
    count(*) AS checks,
    count(*) FILTER (NOT success AND severity = 'error') AS failed_checks,
    count(*) FILTER (NOT success AND severity = 'warn') AS warned_checks
FROM audit.checks
WHERE is_in_force
