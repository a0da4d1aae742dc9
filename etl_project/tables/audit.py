"""Tables of the schema `audit`: the evidence. They are appended to, and published beside the numbers they qualify."""

from etl_project.tables.model import PARSER_VERSION, RUN_ID, Column, Table

RUNS = Table(
    name="audit.runs",
    grain="run",
    description="Every run that wrote to the warehouse, with what went into and came out of each of its steps.",
    key=("run_id",),
    columns=(
        Column("run_id", "VARCHAR", "Dagster run"),
        Column("code_version", "VARCHAR", "Version of this project"),
        Column("load_dates", "DATE[]", "Days that it was asked to load"),
        Column("started_at", "TIMESTAMPTZ", "When its first step began"),
        Column("finished_at", "TIMESTAMPTZ", "When its last step ended", nullable=True),
        Column("counts", "JSON", "Rows in and out of every step"),
        Column("publication", "VARCHAR", "Build that it published", nullable=True),
        Column(
            "status",
            "VARCHAR",
            "started (also for a run that was killed); loaded (nothing published yet); published; refused (the audit forbade "
            "publication); failed",
            values=("started", "loaded", "published", "refused", "failed"),
        ),
    ),
)

CHECKS = Table(
    name="audit.checks",
    grain="expectation evaluated",
    description="Every expectation that was evaluated, whatever its outcome. What was evaluated last of a table and day is "
    "in force: it decides whether the day may be published.",
    key=("check_key",),
    columns=(
        Column("check_key", "VARCHAR", "Hash of run_id, table, expectation and load_date"),
        Column("table_name", "VARCHAR", "Table"),
        Column("load_date", "DATE", "Day that was checked; null where the whole table was", nullable=True),
        Column("expectation", "VARCHAR", "Name of the expectation"),
        Column("description", "VARCHAR", "What it expects"),
        Column(
            "severity", "VARCHAR", "error: withholds the day, or the build; warn: reports", values=("error", "warn")
        ),
        Column("success", "BOOLEAN", "Whether it was met"),
        Column("observed", "VARCHAR", "What was observed"),
        Column("threshold", "VARCHAR", "What was allowed"),
        Column("sample_keys", "VARCHAR[]", "Up to 20 keys of rows that broke it"),
        Column("evaluated_at", "TIMESTAMPTZ", "When"),
        Column("is_in_force", "BOOLEAN", "No later check of the same rows has taken its place"),
        RUN_ID,
    ),
)

QUARANTINE = Table(
    name="audit.quarantine",
    grain="page or row held back",
    description="Whatever could not be used, with the reason and a pointer to the bytes from which it can be replayed.",
    key=("quarantine_key",),
    columns=(
        Column("quarantine_key", "VARCHAR", "Hash of stage, payload_key and reason_code"),
        Column("grain", "VARCHAR", "What is held back", values=("page", "appearance")),
        Column("payload_key", "VARCHAR", "capture_key of the page, or appearance_key of the article"),
        Column("capture_key", "VARCHAR", "The page, or the page of the article"),
        Column("stage", "VARCHAR", "Where it was held back", values=("read", "parse", "normalise")),
        Column("reason_code", "VARCHAR", "Reason, as a code"),
        Column("reason", "VARCHAR", "Reason, as a sentence"),
        Column("input_uri", "VARCHAR", "File, relative to the raw root"),
        Column("byte_offset", "BIGINT", "Where the page begins in the file, as in raw.captures"),
        Column("byte_length", "BIGINT", "Length of the page in the file, as in raw.captures"),
        Column("char_start", "INTEGER", "First character of the article in the page's text", nullable=True),
        Column("char_end", "INTEGER", "One past its last", nullable=True),
        Column(
            "attempts",
            "INTEGER",
            "Times that it was tried: when it was first loaded, by every later version of the parsing code, and in every replay",
        ),
        Column(
            "status",
            "VARCHAR",
            "held; released: a later run could use it; superseded: it is held back for another reason now; gone: it is no longer there",
            values=("held", "released", "superseded", "gone"),
        ),
        Column("released_by", "VARCHAR", "Run that released it", nullable=True),
        Column("load_date", "DATE", "Day folder that it lies in"),
        RUN_ID,
        PARSER_VERSION,
    ),
)

PUBLICATIONS = Table(
    name="audit.publications",
    grain="publication or rollback",
    description="What was published when, by which run: the history that a rollback goes by.",
    key=("publication_no",),
    columns=(
        Column("publication_no", "INTEGER", "Order, from 1"),
        Column("published_at", "TIMESTAMPTZ", "When the link was swapped"),
        Column("action", "VARCHAR", "What was done", values=("publish", "rollback")),
        Column("build_id", "VARCHAR", "Build that became current"),
        Column("previous_build_id", "VARCHAR", "Build that was current before", nullable=True),
        Column("run_id", "VARCHAR", "Run that published; null for a rollback from the command line", nullable=True),
        Column("load_dates", "DATE[]", "Days that the build holds"),
    ),
)

MART_QUEUE = Table(
    name="audit.mart_queue",
    grain="change of rows that tell of the same things",
    description="What the marts are yet to be built of: which things rows told of that were removed or written. It is written with the "
    "change itself and emptied by the build, so that the marts are up to date when it is empty.",
    key=("entry_key",),
    columns=(
        Column("entry_key", "VARCHAR", "Drawn by lot"),
        Column("table_name", "VARCHAR", "Table; raw.captures for a day that was loaded, or judged anew"),
        Column("article_key", "VARCHAR", "Article that the rows are of", nullable=True),
        Column("entity_key", "VARCHAR", "Entity, or speaker, that they name", nullable=True),
        Column("fingerprint", "VARCHAR", "Quotation, as in core.quotes", nullable=True),
        Column("story_key", "VARCHAR", "Story that they are of", nullable=True),
        Column("publisher_key", "VARCHAR", "Publisher that they are of", nullable=True),
        Column("day", "DATE", "Day that they are of; of an article that on which it was first seen", nullable=True),
        Column("rows_added", "BIGINT", "Rows written less rows removed"),
    ),
    is_published=False,
)

MART_BUILDS = Table(
    name="audit.mart_builds",
    grain="mart",
    description="What each mart was last built by. By another SELECT it is built anew as a whole.",
    key=("table_name",),
    columns=(
        Column("table_name", "VARCHAR", "Mart"),
        Column("select_sha256", "VARCHAR", "SHA-256 of its SELECT"),
    ),
    is_published=False,
)

SCHEMA_VERSIONS = Table(
    name="audit.schema_versions",
    grain="version of these tables that this warehouse has had since they are noted",
    description="The highest is the one that the tables of this file are of.",
    key=("schema_version",),
    columns=(
        Column("schema_version", "INTEGER", "Version of the tables' columns"),
        Column("code_version", "VARCHAR", "Version of this project that created or migrated them"),
    ),
)
