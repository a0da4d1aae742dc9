"""What a run does, without Dagster: read, call pure functions, write in one transaction, and keep the evidence."""
