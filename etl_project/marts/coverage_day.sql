-- One row per host × layout × day.
-- What arrived, from where, what was made of it, and what is missing: can this day's numbers be trusted?
WITH found AS (
    SELECT
        capture_key,
        count(*) AS articles,
        count(*) FILTER (list_contains(quality_flags, 'undated')) AS undated,
        count(*) FILTER (list_contains(quality_flags, 'ambiguous_date')) AS ambiguous_dates,
        count(*) FILTER (list_contains(quality_flags, 'low_confidence')) AS low_confidence_articles
    FROM staging.normalised JOIN staging.appearances USING (appearance_key)
    SEMI JOIN asked ON asked.day = normalised.load_date
    GROUP BY ALL
)
SELECT
    coalesce(host, 'unknown') AS host,
    coalesce(layout, 'none') AS layout,
    coalesce(captures.load_date, withheld_days.load_date) AS day,
    count(capture_key) AS pages,
    count(*) FILTER (status = 'ok') AS ok,
    count(*) FILTER (status = 'partial') AS partial,
    count(*) FILTER (status = 'duplicate') AS duplicate,
    count(*) FILTER (status = 'quarantined') AS quarantined,
    coalesce(sum(found.articles), 0) AS articles,
    coalesce(sum(found.undated), 0) AS undated,
    coalesce(sum(found.ambiguous_dates), 0) AS ambiguous_dates,
    coalesce(sum(found.low_confidence_articles), 0) AS low_confidence_articles,
    bool_or(withheld_days.load_date IS NOT NULL) AS is_withheld,
    any_value(withheld_days.reason) AS withheld_reason,
    day AS load_date
FROM (
    FROM raw.captures
    SEMI JOIN asked ON asked.day = captures.load_date
) AS captures
LEFT JOIN found USING (capture_key)
-- A day of which every page got lost is missing, too.
FULL JOIN (
    FROM audit.withheld_days
    SEMI JOIN asked ON asked.day = withheld_days.load_date
) AS withheld_days ON withheld_days.load_date = captures.load_date
GROUP BY ALL
