"""Who and what a text names: persons, organisations, companies and places, with the evidence for it."""

from etl_project.transforms.names.model import Sighting
from etl_project.transforms.names.reading import read_names

__all__ = ["Sighting", "read_names"]
