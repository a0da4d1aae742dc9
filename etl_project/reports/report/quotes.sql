-- Who said what that the latest day's new articles carry?
-- The six quotations that most publishers carry.
SELECT speaker, text, first_at, articles, outlets
FROM marts.quotes_by_speaker
WHERE (entity_key, fingerprint) IN (
    SELECT (speaker_entity_key, fingerprint)
    FROM core.quotes JOIN core.articles USING (article_key)
    WHERE first_load_date = (SELECT max(load_date) FROM audit.admitted_days)
)
ORDER BY outlets DESC, articles DESC, speaker, fingerprint
LIMIT 6
