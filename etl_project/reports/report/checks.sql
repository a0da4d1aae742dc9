-- Which checks in force failed, or warned?
-- At most fifty, the latest days first.
SELECT severity, table_name, expectation, load_date AS day, observed, description
FROM audit.checks
WHERE is_in_force AND NOT success
ORDER BY severity, day DESC NULLS FIRST, table_name, expectation
LIMIT 50
