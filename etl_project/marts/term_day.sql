-- One row per distinctive term × day, at most 50 a day.
-- What set a day apart from the four weeks before it?
-- The log-likelihood ratio of the articles with a term, of the day and of the 28 days before it, against one rate for both
-- (Dunning 1993). From 10.83 on it is significant at 0.001; a term of one article says nothing of a day.
WITH day_sizes AS (
    SELECT day, count(*) AS articles
    FROM core.article_terms
    SEMI JOIN needed USING (day)
    GROUP BY ALL
),
days AS (
    SELECT
        day,
        articles AS day_articles,
        sum(articles) OVER (
            ORDER BY day RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
        ) AS earlier_articles
    FROM day_sizes
),
counted AS (
    SELECT
        term,
        day,
        articles,
        coalesce(sum(articles) OVER (
            PARTITION BY term ORDER BY day RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
        ), 0) AS earlier
    FROM core.term_days
    SEMI JOIN needed USING (day)
    -- Terms of single articles only are most of all, and none of them can be in the result.
    SEMI JOIN (
        SELECT DISTINCT term
        FROM core.term_days
        SEMI JOIN asked USING (day)
        WHERE articles > 1
    ) AS recurring USING (term)
),
compared AS (
    SELECT
        *,
        day_articles * earlier / earlier_articles AS expected_articles,
        (articles + earlier) / (day_articles + earlier_articles) AS rate
    FROM counted JOIN days USING (day)
    WHERE articles > 1 AND earlier_articles > 0
),
scored AS (
    SELECT
        *,
        2 * (
            articles * ln(articles / (rate * day_articles))
            + if(earlier = 0, 0, earlier * ln(earlier / (rate * earlier_articles)))
            + if(articles = day_articles, 0,
                 (day_articles - articles) * ln((day_articles - articles) / ((1 - rate) * day_articles)))
            + if(earlier = earlier_articles, 0,
                 (earlier_articles - earlier)
                 * ln((earlier_articles - earlier) / ((1 - rate) * earlier_articles)))
        ) AS score
    FROM compared
    WHERE articles > expected_articles
)
SELECT
    term,
    day,
    row_number() OVER (PARTITION BY day ORDER BY score DESC, articles DESC, term) AS rank,
    articles,
    expected_articles,
    score,
    day AS load_date
FROM scored
SEMI JOIN asked USING (day)
WHERE score >= 10.83
QUALIFY rank <= 50
