-- What is held back, and why?
SELECT
    reason_code,
    grain,
    count(*) AS held,
    min(load_date) AS first_day,
    max(load_date) AS latest_day,
    min(reason) AS for_example
FROM audit.quarantine
WHERE status = 'held'
GROUP BY ALL
ORDER BY held DESC, reason_code, grain
