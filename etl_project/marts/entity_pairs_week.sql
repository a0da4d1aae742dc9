-- One row per pair of entities × week, of those that at least two articles of the week name together.
-- What stands together with what, and more often than by chance?
-- An article that names more than 50 entities is a list: that two stand in it says nothing, and it would bring thousands of
-- pairs. So a week is that of its other articles that name any entity, in all counts here.
WITH named AS (
    SELECT DISTINCT article_key, entity_key
    FROM core.mentions
),
weekly AS (
    SELECT
        article_key,
        entity_key,
        date_trunc('week', first_load_date)::DATE AS week,
        first_load_date,
        copy_role IS NULL OR copy_role IN ('unique', 'original') AS is_original
    FROM named
    JOIN core.articles USING (article_key)
    SEMI JOIN (SELECT article_key FROM named GROUP BY article_key HAVING count(*) <= 50) AS no_list USING (article_key)
),
weeks AS (
    SELECT week, count(DISTINCT article_key) AS week_articles
    FROM weekly
    GROUP BY week
),
entity_weeks AS (
    SELECT entity_key, week, count(*) AS entity_articles
    FROM weekly
    GROUP BY ALL
),
-- No pair is in more articles than either of the two.
candidates AS (
    SELECT weekly.*
    FROM weekly SEMI JOIN (SELECT entity_key, week FROM entity_weeks WHERE entity_articles >= 2) AS recurring
        USING (entity_key, week)
),
pairs AS (
    SELECT
        one.entity_key,
        other.entity_key AS other_entity_key,
        one.week,
        count(*) AS articles,
        count(*) FILTER (one.is_original) AS originals,
        max(one.first_load_date) AS load_date
    FROM candidates AS one
    JOIN candidates AS other ON one.article_key = other.article_key AND one.entity_key < other.entity_key
    GROUP BY ALL
    HAVING count(*) >= 2
)
SELECT
    pairs.entity_key,
    pairs.other_entity_key,
    pairs.week,
    entities.name AS entity,
    other_entities.name AS other_entity,
    pairs.articles,
    pairs.originals,
    -- In all articles: together as often as can be. Elsewhere rounding may lead a little beyond the limits.
    CASE WHEN pairs.articles = week_articles THEN 1
         ELSE greatest(-1, least(1,
             ln(pairs.articles * week_articles / (this.entity_articles * that.entity_articles))
             / -ln(pairs.articles / week_articles)
         ))
    END AS npmi,
    pairs.load_date
FROM pairs
JOIN weeks USING (week)
JOIN entity_weeks AS this ON this.entity_key = pairs.entity_key AND this.week = pairs.week
JOIN entity_weeks AS that ON that.entity_key = pairs.other_entity_key AND that.week = pairs.week
JOIN core.entities ON entities.entity_key = pairs.entity_key
JOIN core.entities AS other_entities ON other_entities.entity_key = pairs.other_entity_key
