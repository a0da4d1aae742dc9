"""Each version of the tables that a warehouse can have, as it was created: ``version_<n>.sql``."""

from pathlib import Path

from etl_project.tables import TABLES
from etl_project.tables.ddl import create_statements

FOLDER = Path(__file__).parent


def snapshot(version: int) -> Path:
    """Where the statements are kept that created the tables of a version."""
    return FOLDER / f"version_{version}.sql"


def declared_statements() -> str:
    """Those that create the tables as they are declared today, comments apart."""
    return "".join(f"{statement};\n" for statement in create_statements(TABLES) if statement.startswith("CREATE"))
