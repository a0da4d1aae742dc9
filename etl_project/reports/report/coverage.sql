-- How many pages arrived on each of the last 28 days, what became of them, and how many of their articles bear no date?
SELECT
    day,
    sum(ok) AS ok,
    sum(partial) AS partial,
    sum(duplicate) AS duplicate,
    sum(quarantined) AS quarantined,
    sum(articles) AS articles,
    sum(undated) AS undated,
    sum(undated) / nullif(sum(articles), 0) AS share_undated,
    bool_or(is_withheld) AS is_withheld
FROM marts.coverage_day
WHERE day > (SELECT max(day) FROM marts.coverage_day) - 28
GROUP BY day
ORDER BY day
