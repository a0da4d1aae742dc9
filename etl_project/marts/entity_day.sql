-- One row per entity × day on which an article that names it was first seen.
-- Who and what is written about, by how many, and is that more than in the four weeks before?
WITH articles AS (
    SELECT *
    FROM core.articles
    SEMI JOIN needed ON needed.day = first_load_date
),
named AS (
    SELECT article_key, entity_key, count(*) AS mentions
    FROM core.mentions
    SEMI JOIN (SELECT DISTINCT entity_key FROM asked) AS asked USING (entity_key)
    SEMI JOIN articles USING (article_key)
    GROUP BY ALL
),
entity_days AS (
    SELECT
        entity_key,
        first_load_date AS day,
        count(*) AS articles,
        count(*) FILTER (copy_role IS NULL OR copy_role IN ('unique', 'original')) AS originals,
        sum(mentions) AS mentions,
        count(DISTINCT publisher_key) AS publishers
    FROM named JOIN articles USING (article_key)
    GROUP BY ALL
),
-- Days that brought nothing are days, too.
days AS (
    SELECT
        admitted_days.load_date AS day,
        count(article_key) AS articles,
        sum(count(article_key)) OVER trailing_weeks AS articles_before,
        count(*) OVER trailing_weeks AS trailing_days
    FROM audit.admitted_days LEFT JOIN articles ON first_load_date = admitted_days.load_date
    GROUP BY day
    WINDOW trailing_weeks AS (
        ORDER BY day RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
    )
),
-- Of the day and of the weeks before it: articles that name the entity, all articles, and the share that both together give.
compared AS (
    SELECT
        entity_days.*,
        days.articles AS day_articles,
        coalesce(sum(entity_days.articles) OVER trailing_weeks, 0) AS trailing_named,
        CASE WHEN trailing_days >= 7 AND articles_before > 0 THEN articles_before END AS trailing_articles,
        (entity_days.articles + trailing_named) / (day_articles + trailing_articles) AS common_share
    FROM entity_days JOIN days USING (day)
    WINDOW trailing_weeks AS (
        PARTITION BY entity_key ORDER BY entity_days.day
        RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
    )
)
SELECT
    entity_key,
    day,
    entities.name AS entity,
    entities.type,
    articles,
    originals,
    mentions,
    publishers,
    articles / day_articles AS share_of_voice,
    trailing_named / trailing_articles AS expected_share,
    -- Twice the sum of observed × ln(observed / expected by the common share), over both periods, named and not.
    sign(share_of_voice - expected_share) * sqrt(greatest(0, 2 * (
        coalesce(articles * ln(articles / (day_articles * common_share)), 0)
        + coalesce((day_articles - articles) * ln(nullif(day_articles - articles, 0) / (day_articles * (1 - common_share))), 0)
        + coalesce(trailing_named * ln(nullif(trailing_named, 0) / (trailing_articles * common_share)), 0)
        + coalesce(
            (trailing_articles - trailing_named)
            * ln(nullif(trailing_articles - trailing_named, 0) / (trailing_articles * (1 - common_share))), 0)
    ))) AS change,
    day AS load_date
FROM compared JOIN core.entities USING (entity_key)
SEMI JOIN asked USING (entity_key, day)
