-- One row per publisher × day.
-- How much did each publisher bring on each loaded day, how complete and how well dated was it, and who fell silent?
WITH loaded_days AS (
    SELECT load_date AS day
    FROM audit.admitted_days
    SEMI JOIN needed ON needed.day = load_date
),
first_seen AS (
    SELECT
        publisher_key,
        first_load_date AS day,
        count(*) AS articles,
        count(*) FILTER (copy_role IN ('copy', 'edited_copy')) AS copies,
        sum(word_count) AS words,
        count(credited_agency) AS credited_to_agency,
        median(date_diff('second', published_at, first_seen_at))
            FILTER (published_precision IN ('second', 'minute', 'hour')) / 60 AS median_delay_minutes,
        avg(is_truncated::INTEGER) AS share_truncated,
        avg((published_on IS NULL)::INTEGER) AS share_undated
    FROM core.articles
    SEMI JOIN needed ON needed.day = first_load_date
    WHERE publisher_key IS NOT NULL
    GROUP BY ALL
),
-- A publisher's calendar runs from the first loaded day that it was seen on.
debuts AS (
    SELECT publisher_key, min(first_load_date) AS day FROM core.articles WHERE publisher_key IS NOT NULL GROUP BY ALL
),
calendar AS (
    SELECT publisher_key, loaded_days.day FROM loaded_days JOIN debuts ON loaded_days.day >= debuts.day
),
filled AS (
    SELECT calendar.*, first_seen.* EXCLUDE (publisher_key, day), coalesce(first_seen.articles, 0) AS brought
    FROM calendar LEFT JOIN first_seen USING (publisher_key, day)
),
expected AS (
    SELECT
        *,
        count(*) OVER trailing_weeks AS trailing_days,
        avg(brought) OVER trailing_weeks AS trailing_mean
    FROM filled
    WINDOW trailing_weeks AS (
        PARTITION BY publisher_key ORDER BY day
        RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
    )
)
SELECT
    publisher_key,
    publishers.name AS publisher,
    day,
    brought AS articles,
    brought - coalesce(copies, 0) AS originals,
    coalesce(copies, 0) AS copies,
    coalesce(words, 0) AS words,
    coalesce(credited_to_agency, 0) AS credited_to_agency,
    median_delay_minutes,
    share_truncated,
    share_undated,
    CASE WHEN trailing_days >= 7 THEN trailing_mean END AS expected_articles,
    brought = 0 AND trailing_days >= 7 AND trailing_mean >= 2 AS is_gap,
    day AS load_date
FROM expected JOIN core.publishers USING (publisher_key)
SEMI JOIN asked USING (day)
