-- What is held back, and why?
SELECT
    count(*) AS held,
    min(reason) AS for_example,
    reason_code,
    grain,
    max(load_date) AS latest_day
FROM audit.quarantine
WHERE status = 'held'
GROUP BY reason_code, grain
ORDER BY held DESC, reason_code, grain
