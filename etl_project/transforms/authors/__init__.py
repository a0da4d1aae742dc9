"""The persons whom a byline names."""

from etl_project.transforms.authors.bylines import persons

__all__ = ["persons"]
