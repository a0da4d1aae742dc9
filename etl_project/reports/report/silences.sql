-- Which publishers have gone silent, though articles were expected of them?
-- The twelve of whom most is missed.
SELECT publisher, from_day, loaded_days, missed_articles
FROM marts.publisher_silences
WHERE NOT is_over
ORDER BY missed_articles DESC, from_day, publisher, publisher_key
LIMIT 12
