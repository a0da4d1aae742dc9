"""Views of the warehouse that several places ask."""

VIEWS: list[str] = [
    # The checks in force of a day were written in one transaction with the rows that are there.
    """
    CREATE OR REPLACE VIEW audit.withheld_days AS
    SELECT load_date, string_agg(DISTINCT table_name || ': ' || expectation, ', ' ORDER BY table_name || ': ' || expectation) AS reason
    FROM audit.checks WHERE is_in_force AND load_date IS NOT NULL AND NOT success AND severity = 'error' GROUP BY load_date
    """,
    """
    CREATE OR REPLACE VIEW audit.admitted_days AS
    SELECT DISTINCT load_date FROM raw.captures EXCEPT SELECT load_date FROM audit.withheld_days
    """,
]
