-- One row per pair of entities × week, of those that at least two articles of the week name together.
-- What stands together with what, and more often than by chance?
-- An article that names more than 50 entities is a list: that two stand in it says nothing, and it would bring thousands of
-- pairs. So a week is that of its other articles that name any entity, in all counts here.
-- Numbers stand for the keys, and in their order: there are millions of pairs to be compared on the way.
WITH entities AS (
    SELECT entity_key, name, row_number() OVER (ORDER BY entity_key)::INTEGER AS entity
    FROM core.entities
),
articles AS (
    SELECT
        article_key,
        row_number() OVER ()::INTEGER AS article,
        date_trunc('week', first_load_date)::DATE AS week,
        first_load_date,
        copy_role IS NULL OR copy_role IN ('unique', 'original') AS is_original
    FROM core.articles
    SEMI JOIN asked ON asked.week = date_trunc('week', first_load_date)
),
named AS (
    SELECT DISTINCT article, entity
    FROM core.mentions JOIN articles USING (article_key) JOIN entities USING (entity_key)
),
weekly AS (
    SELECT article, entity, week, first_load_date, is_original
    FROM named
    JOIN articles USING (article)
    SEMI JOIN (SELECT article FROM named GROUP BY article HAVING count(*) <= 50) AS no_list USING (article)
),
weeks AS (
    SELECT week, count(DISTINCT article) AS week_articles
    FROM weekly
    GROUP BY week
),
entity_weeks AS (
    SELECT entity, week, count(*) AS entity_articles
    FROM weekly
    GROUP BY ALL
),
-- No pair is in more articles than either of the two.
candidates AS (
    SELECT weekly.*
    FROM weekly SEMI JOIN (SELECT entity, week FROM entity_weeks WHERE entity_articles >= 2) AS recurring
        USING (entity, week)
),
pairs AS (
    SELECT
        this.entity AS this,
        that.entity AS that,
        this.week,
        count(*) AS articles,
        count(*) FILTER (this.is_original) AS originals,
        max(this.first_load_date) AS load_date
    FROM candidates AS this JOIN candidates AS that ON this.article = that.article AND this.entity < that.entity
    GROUP BY ALL
    HAVING count(*) >= 2
)
SELECT
    this_entity.entity_key,
    that_entity.entity_key AS other_entity_key,
    week,
    this_entity.name AS entity,
    that_entity.name AS other_entity,
    articles,
    originals,
    -- In all articles: together as often as can be. Elsewhere rounding may lead a little beyond the limits.
    CASE WHEN articles = week_articles THEN 1
         ELSE greatest(-1, least(1,
             ln(articles * week_articles / (this_week.entity_articles * that_week.entity_articles))
             / -ln(articles / week_articles)
         ))
    END AS npmi,
    load_date
FROM pairs
JOIN weeks USING (week)
JOIN entity_weeks AS this_week ON this_week.entity = this AND this_week.week = pairs.week
JOIN entity_weeks AS that_week ON that_week.entity = that AND that_week.week = pairs.week
JOIN entities AS this_entity ON this_entity.entity = this
JOIN entities AS that_entity ON that_entity.entity = that
