"""Layouts: one module a site or family of sites, each with its `Layout` as `LAYOUT`.

A module in this folder is registered by being here: adding a site is adding a file. They are tried in the order of
their names, which matters only where two recognise the same page.
"""

from importlib import import_module
from pkgutil import iter_modules

from etl_project.pages.layout import Layout

LAYOUTS: tuple[Layout, ...] = tuple(
    import_module(f"{__name__}.{name}").LAYOUT for name in sorted(module.name for module in iter_modules(__path__))
)
"""Every layout."""
