"""A news warehouse: raw pages in, audited DuckDB marts out."""

__version__ = "0.1.0"
