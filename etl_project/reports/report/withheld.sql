-- Which days are withheld, and why?
SELECT load_date AS day, reason
FROM audit.withheld_days
ORDER BY day DESC
