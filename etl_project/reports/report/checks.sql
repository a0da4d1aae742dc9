-- Which checks in force failed, or warned?
-- At most fifty, the latest days first.
SELECT severity, description, load_date AS day, observed, table_name, expectation
FROM audit.checks
WHERE is_in_force AND NOT success
ORDER BY severity, day DESC NULLS FIRST, table_name, expectation
LIMIT 50
