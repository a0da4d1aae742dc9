-- Who and what was named more often than in the four weeks before?
-- On the latest day, in two articles or more. First what chance explains least; without a week to compare with, the greatest shares.
SELECT entity, type, articles, publishers, share_of_voice, expected_share, change
FROM marts.entity_day
WHERE day = (SELECT max(load_date) FROM audit.admitted_days) AND articles >= 2 AND (change > 0 OR change IS NULL)
ORDER BY change DESC NULLS LAST, share_of_voice DESC, entity, entity_key
LIMIT 12
