-- One row per speaker × quotation.
-- Who said what, and which outlets carried it?
-- The same words are one quotation, however an outlet marks them; a part of them is another.
SELECT
    speaker_entity_key AS entity_key,
    fingerprint,
    any_value(entities.name) AS speaker,
    first(quotes.text ORDER BY published_lo NULLS LAST, first_seen_at NULLS LAST, article_key, char_start) AS text,
    min(published_lo) AS first_at,
    count(DISTINCT article_key) AS articles,
    count(DISTINCT publisher_key) AS outlets,
    max(quotes.load_date) AS load_date
FROM core.quotes
JOIN core.articles USING (article_key)
JOIN core.entities ON entity_key = speaker_entity_key
SEMI JOIN asked ON asked.entity_key = speaker_entity_key AND asked.fingerprint = quotes.fingerprint
GROUP BY speaker_entity_key, fingerprint
