"""`python -m etl_project`."""

from etl_project.cli import main

main(prog_name="python -m etl_project")
