-- Who said what that the latest day's articles carry?
-- The six quotations that most publishers carry.
SELECT speaker, text, first_at, articles, outlets
FROM marts.quotes_by_speaker
WHERE load_date = (SELECT max(load_date) FROM audit.admitted_days)
ORDER BY outlets DESC, articles DESC, speaker, fingerprint
LIMIT 6
