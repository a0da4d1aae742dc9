"""The registry's file, read and validated, and the look-ups that it answers."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from etl_project.keys import stable_key
from etl_project.text import fold

_HOST = re.compile(r"(?!www\.)(?:[^\W_A-Z](?:[^\W_A-Z]|-)*\.)+[^\W_A-Z](?:[^\W_A-Z]|-)*")


class RegistryError(Exception):
    """The registry's file is not usable; the message has one sentence for each mistake."""


def _name(value: str) -> str:
    if not value or value != " ".join(value.split()):
        raise ValueError(f"{value!r} is empty or has stray white space")
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(f"{value!r} is not a host in lower case without www., such as 'news.example'")
    return value


def _country(value: str) -> str:
    if not re.fullmatch("[A-Z]{2}", value):
        raise ValueError(f"{value!r} is not an ISO 3166-1 alpha-2 code, such as 'GB'")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is not an IANA time zone, such as 'Europe/London'") from None
    return value


Name = Annotated[str, AfterValidator(_name)]
Host = Annotated[str, AfterValidator(_host)]


class Publisher(BaseModel):
    """A publisher as the registry knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    """Canonical name; its hash is `key`."""
    aliases: tuple[Name, ...] = ()
    """Other names and labels that pages use; one that several publishers have counts only on their own pages."""
    domains: tuple[Host, ...] = ()
    """Hosts of its own pages, the main one first, without ``www.``; subdomains are meant, too."""
    country: Annotated[str, AfterValidator(_country)] | None = None
    """ISO 3166-1 alpha-2 code of its seat."""
    date_order: Literal["DMY", "MDY", "YMD"] | None = None
    """Order in which its own pages write numeric dates; None where it varies or is unknown."""
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    """IANA zone that zone-less times on its own pages are in; None where it varies or is unknown."""
    is_wire: bool = False
    """Whether it is a news agency."""

    @property
    def key(self) -> str:
        """publisher_key: hash of the folded name."""
        return publisher_key(self.name)

    @property
    def labels(self) -> set[str]:
        """Name and aliases, folded."""
        return {fold(label) for label in (self.name, *self.aliases)}


def publisher_key(name: str) -> str:
    """Key of a publisher, of the registry or not: hash of its folded name."""
    return stable_key(fold(name))


class _File(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    aggregators: tuple[Host, ...] = ()
    publisher: tuple[Publisher, ...] = ()


@dataclass(frozen=True)
class Registry:
    """All publishers that are known, and the hosts that show articles of others."""

    publishers: tuple[Publisher, ...]
    aggregators: frozenset[str] = frozenset()
    """Hosts, with their subdomains, that say nothing of whose articles they show."""

    @cached_property
    def labels(self) -> frozenset[str]:
        """All names and aliases, folded."""
        return frozenset(self._by_label)

    @cached_property
    def agencies(self) -> tuple[Publisher, ...]:
        """The news agencies."""
        return tuple(publisher for publisher in self.publishers if publisher.is_wire)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per publisher: publisher_key and its fields, with `domain` the first of its domains."""
        fields = ("name", "aliases", "country", "date_order", "time_zone", "is_wire")
        rows = [
            {field: getattr(publisher, field) for field in fields}
            | {"publisher_key": publisher.key, "domain": next(iter(publisher.domains), None)}
            for publisher in self.publishers
        ]
        text = pl.String()
        return pl.DataFrame(
            rows,
            schema={
                "publisher_key": text,
                "name": text,
                "aliases": pl.List(text),
                "domain": text,
                "country": text,
                "date_order": text,
                "time_zone": text,
                "is_wire": pl.Boolean(),
            },
        )

    def find(self, label: str | None, host: str | None = None) -> Publisher | None:
        """The publisher that a label on a page of `host` names; None where it is unknown or could be several.

        A label is a name, an alias or a host. One that several publishers have is decided by `host`.
        """
        if label is None:
            return None
        named = self._by_label.get(fold(label), ())
        if len(named) == 1:
            return named[0]
        if named:
            owner = self.owner(host)
            return owner if owner in named else None
        return self.owner(fold(label).removeprefix("www."))

    def owner(self, host: str | None) -> Publisher | None:
        """The publisher whose page a host serves; None where it is unknown or an aggregator."""
        for domain in _with_parents(host):
            if domain in self.aggregators:
                return None
            if domain in self._by_domain:
                return self._by_domain[domain]
        return None

    def is_aggregator(self, host: str | None) -> bool:
        """Whether a host shows articles of others, and names no publisher."""
        return any(domain in self.aggregators for domain in _with_parents(host))

    @cached_property
    def _by_label(self) -> dict[str, tuple[Publisher, ...]]:
        found: dict[str, tuple[Publisher, ...]] = {}
        for publisher in self.publishers:
            for label in publisher.labels:
                found[label] = (*found.get(label, ()), publisher)
        return found

    @cached_property
    def _by_domain(self) -> dict[str, Publisher]:
        return {domain: publisher for publisher in self.publishers for domain in publisher.domains}


def load_registry(path: Path) -> Registry:
    """Read a registry from a TOML file; `publishers.toml` explains the form.

    Raises:
        RegistryError: one sentence for each mistake, naming file, entry and field.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f"{path} cannot be read as TOML: {error}.") from error
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        mistakes = [
            f"{path}: {_place(mistake['loc'], content)}: {mistake['msg'].removeprefix('Value error, ')}."
            for mistake in error.errors()
        ]
        raise RegistryError("\n".join(mistakes)) from None
    mistakes = [f"{path}: {mistake}." for mistake in _contradictions(file.publisher)]
    if mistakes:
        raise RegistryError("\n".join(mistakes))
    return Registry(file.publisher, frozenset(file.aggregators))


def _place(location: tuple[int | str, ...], content: dict[str, object]) -> str:
    """``publisher 3 ('Harbour Gazette'), field time_zone``."""
    match location:
        case ("publisher", int(index), *rest):
            entries = content["publisher"]
            entry = entries[index] if isinstance(entries, list) else None
            name = entry.get("name") if isinstance(entry, dict) else None
            place = f"publisher {index + 1}" + (f" ({name!r})" if name else "")
            return place + (f", field {rest[0]}" if rest else "")
        case (field, *_):
            return f"field {field}"
        case _:
            return "the file"


def _contradictions(publishers: Iterable[Publisher]) -> list[str]:
    """What two entries cannot both say: whose a domain is, and who bears a canonical name."""
    by_name: dict[str, list[Publisher]] = defaultdict(list)
    by_domain: dict[str, list[Publisher]] = defaultdict(list)
    by_label: dict[str, list[Publisher]] = defaultdict(list)
    for publisher in publishers:
        by_name[fold(publisher.name)].append(publisher)
        for domain in publisher.domains:
            by_domain[domain].append(publisher)
        for label in publisher.labels:
            by_label[label].append(publisher)
    mistakes = [
        f"publishers {_names(owners)}, field domains: both have {domain!r}"
        for domain, owners in by_domain.items()
        if len(owners) > 1
    ]
    mistakes += [
        f"publishers {_names(by_label[name])}, field name: {named[0].name!r} is the name of one, so no other may bear it"
        for name, named in by_name.items()
        if len(by_label[name]) > 1
    ]
    return mistakes


def _names(publishers: Iterable[Publisher]) -> str:
    return " and ".join(repr(publisher.name) for publisher in publishers)


def _with_parents(host: str | None) -> list[str]:
    """A host and the domains that it lies in, the longest first.

    >>> _with_parents("news.bbc.co.uk")
    ['news.bbc.co.uk', 'bbc.co.uk', 'co.uk', 'uk']
    """
    labels = (host or "").split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]
