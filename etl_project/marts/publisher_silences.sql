-- One row per publisher × run of loaded days without an article, where articles were missed.
-- Who fell silent, from when to when, how much was missed, and is it over?
-- A silence that lasts becomes what is expected, so that publisher_day calls only its beginning a gap; the run goes on.
WITH numbered AS (
    SELECT
        *,
        -- The same for all days since the last one with an article.
        count(*) FILTER (articles > 0) OVER so_far AS run_no,
        max(day) FILTER (articles > 0) OVER (PARTITION BY publisher_key) AS last_day_with_articles
    FROM marts.publisher_day
    WINDOW so_far AS (PARTITION BY publisher_key ORDER BY day)
)
SELECT
    publisher_key,
    min(day) AS from_day,
    max(day) AS to_day,
    any_value(publisher) AS publisher,
    count(*) AS loaded_days,
    -- In order, so that the sum is the same to the last digit whenever it is taken.
    sum(expected_articles ORDER BY day) AS missed_articles,
    to_day < any_value(last_day_with_articles) AS is_over,
    to_day AS load_date
FROM numbered
WHERE articles = 0
GROUP BY publisher_key, run_no
HAVING bool_or(is_gap)
