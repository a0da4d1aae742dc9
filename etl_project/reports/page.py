"""What all pages have in common: a template beside the code, everything in it escaped, and no control characters."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from etl_project.text import printable


def template(name: str) -> Template:
    """The template `name`. A page of data must not be able to act: what is put into it is shown as text."""
    environment = Environment(
        autoescape=True, finalize=_shown, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _shown(value: object) -> object:
    """A value in its place on the page: text without controls; what a macro made stays as it is."""
    return printable(value) if type(value) is str else value
