"""Views of the warehouse that several places ask."""

VIEWS: list[str] = [
    # The checks made by the latest load of a day are in force; they were written in one transaction with its rows.
    """
    CREATE OR REPLACE VIEW audit.checks_in_force AS
    SELECT * FROM audit.checks WHERE load_date IS NOT NULL
    QUALIFY rank() OVER (PARTITION BY table_name, load_date ORDER BY evaluated_at DESC, run_id) = 1
    """,
    """
    CREATE OR REPLACE VIEW audit.withheld_days AS
    SELECT load_date, string_agg(DISTINCT table_name || ': ' || expectation, ', ' ORDER BY table_name || ': ' || expectation) AS reason
    FROM audit.checks_in_force WHERE NOT success AND severity = 'error' GROUP BY load_date
    """,
    """
    CREATE OR REPLACE VIEW audit.admitted_days AS
    SELECT load_date FROM audit.checks_in_force EXCEPT SELECT load_date FROM audit.withheld_days
    """,
]
