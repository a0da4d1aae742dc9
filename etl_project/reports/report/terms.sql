-- Which words set the day apart from the four weeks before?
SELECT rank, term, articles, expected_articles, score
FROM marts.term_day
WHERE day = (SELECT max(load_date) FROM audit.admitted_days)
ORDER BY rank
LIMIT 12
