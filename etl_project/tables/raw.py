"""Tables of the schema `raw`: what arrived."""

from etl_project.tables.model import LOAD_DATE, PARSER_VERSION, RUN_ID, Column, Severity, Table, TableRule

INPUTS = Table(
    name="raw.inputs",
    grain="input file",
    description="Every file that lay in a day's folder when it was loaded, with the number of its pages.",
    key=("input_uri",),
    is_loaded_by_day=True,
    columns=(
        Column("input_uri", "VARCHAR", "File, relative to the raw root, beginning with the load date"),
        Column(
            "page_count",
            "INTEGER",
            "Its pages, those that cannot be used included: as many as were read, and one for each stretch of it, white space apart, "
            "that is in none of these. Records of a WARC file that are no pages do not count",
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "every_page_is_kept",
            """
            SELECT input_uri, page_count, coalesce(kept.pages, 0) AS kept_pages
            FROM batch
            LEFT JOIN (SELECT input_uri AS kept_uri, count(*) AS pages FROM raw.captures GROUP BY ALL) AS kept
                ON kept.kept_uri = batch.input_uri
            WHERE kept_pages = 0 OR kept_pages <> page_count
            """,
            "Every page of every file is in raw.captures: nothing of a file is in no page, and no page got lost on the way",
        ),
    ),
)

CAPTURES = Table(
    name="raw.captures",
    grain="input page",
    description="Every page that arrived in data/raw, with where it came from and what became of it. No page is ever missing here.",
    key=("capture_key",),
    is_loaded_by_day=True,
    columns=(
        Column("capture_key", "VARCHAR", "Hash of input_uri and byte_offset"),
        Column(
            "input_uri",
            "VARCHAR",
            "File, relative to the raw root, beginning with the load date",
            references="raw.inputs.input_uri",
        ),
        Column(
            "byte_offset",
            "BIGINT",
            "First byte of the page in the file, after decompression; of WARC, of its record as it lies on disk; of Parquet, its row, from 0",
        ),
        Column("byte_length", "BIGINT", "Length of that, in bytes; of Parquet, in rows: 1"),
        Column(
            "sha256",
            "VARCHAR",
            "SHA-256 of those bytes; of Parquet, of the row's html or text; of the file as it lies on disk where it could not be read",
        ),
        Column(
            "format", "VARCHAR", "How the page arrived", values=("text", "html", "jsonl", "warc", "parquet", "unknown")
        ),
        Column("page_url", "VARCHAR", "Address of the page: from the sidecar or the record", nullable=True),
        Column("host", "VARCHAR", "Host of page_url, lower case, without www.", nullable=True),
        Column("captured_at", "TIMESTAMPTZ", "When the page was fetched; null where nothing says so", nullable=True),
        Column(
            "captured_at_source",
            "VARCHAR",
            "What says so",
            values=("warc", "sidecar", "field", "unknown"),
        ),
        Column("encoding", "VARCHAR", "Character encoding that the page was decoded with", nullable=True),
        Column("layout", "VARCHAR", "Layout that took the page apart", nullable=True),
        Column("article_count", "INTEGER", "Articles found on the page"),
        Column(
            "status",
            "VARCHAR",
            "What became of the page: ok; partial (cut off, the whole blocks kept); duplicate of another page of the day; "
            "quarantined",
            values=("ok", "partial", "duplicate", "quarantined"),
        ),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    row_rules=(),
    table_rules=(
        TableRule(
            "pages_balance",
            """
            SELECT load_date, count(*) AS pages,
                   count(*) FILTER (status = 'quarantined') AS quarantined, any_value(held.pages) AS held
            FROM batch AS captures
            LEFT JOIN (
                SELECT load_date AS held_date, count(DISTINCT capture_key) AS pages FROM audit.quarantine
                WHERE grain = 'page' AND status = 'held' GROUP BY ALL
            ) AS held ON held.held_date = captures.load_date
            GROUP BY load_date
            HAVING quarantined <> coalesce(held, 0)
                OR pages <> count(*) FILTER (status IN ('ok', 'partial', 'duplicate', 'quarantined'))
            """,
            "Pages in = ok + partial + duplicate + quarantined, and each quarantined page is held in audit.quarantine",
        ),
        TableRule(
            "volume_within_trailing_weeks",
            """
            WITH day AS (SELECT load_date, count(*) AS pages FROM batch GROUP BY load_date),
            -- A day that was withheld for its volume must not decide what is normal.
            history AS (
                SELECT load_date, count(*) AS pages FROM raw.captures
                WHERE load_date IN (SELECT load_date FROM audit.admitted_days) GROUP BY load_date
            ),
            weeks AS (
                SELECT day.load_date, any_value(day.pages) AS pages, count(*) AS days, median(history.pages) AS expected
                FROM day JOIN history ON history.load_date BETWEEN day.load_date - 28 AND day.load_date - 1
                GROUP BY day.load_date
            )
            SELECT * FROM weeks WHERE days >= 7 AND (pages < 0.2 * expected OR pages > 5 * expected)
            """,
            "From the eighth loaded day on, a day's pages number a fifth to five times the median of the admitted days among the 28 before it",
        ),
        TableRule(
            "most_pages_are_readable",
            """
            SELECT load_date, count(*) AS pages, count(*) FILTER (status = 'quarantined') AS quarantined
            FROM batch GROUP BY load_date HAVING quarantined > 0.5 * pages
            """,
            "At most half of a day's pages are quarantined",
        ),
        TableRule(
            "few_pages_are_held_back",
            """
            SELECT load_date, count(*) AS pages, count(*) FILTER (status = 'quarantined') AS quarantined
            FROM batch GROUP BY load_date HAVING quarantined > 0.1 * pages
            """,
            "At most a tenth of a day's pages are quarantined",
            severity=Severity.WARN,
        ),
    ),
)
