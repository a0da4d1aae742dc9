"""A small world for tests of the steps: raw pages, a warehouse and a publication folder in a temporary folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from etl_project.execution import InProcess
from etl_project.publication import PublicationFolder
from etl_project.readers import Limits, list_load_dates
from etl_project.registry import Registry, load_registry
from etl_project.settings import PROJECT_ROOT
from etl_project.steps.audit import begin_step
from etl_project.steps.fold import fold
from etl_project.steps.load import Loaded, load_day
from etl_project.steps.marts import build_marts
from etl_project.steps.publish import Published, publish
from etl_project.steps.replay import Selection, replay_day
from etl_project.warehouse import Warehouse

DAY = date(2026, 11, 2)
NEXT_DAY = date(2026, 11, 3)
REGISTRY = load_registry(PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml")


def article_page(title: str, *, words: int = 60, path: str = "story") -> str:
    """A publisher's page with one article."""
    text = " ".join(f"Sentence number {n} tells of the harbour and its boats." for n in range(words // 10 + 1))
    return (
        f'<html lang="en"><head><meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:type" content="article">'
        f'<link rel="canonical" href="https://news.example/{path}">'
        f'<meta property="article:published_time" content="2026-11-02T10:00:00Z"></head>'
        f"<body><article><h1>{escape(title)}</h1><p>{text}</p><p>{text}</p></article></body></html>"
    )


def wire_page(host: str, title: str, published: datetime, path: str) -> str:
    """A page that gives much to tell: names, a quotation, a section, and a text that other hosts carry, too."""
    return (
        f'<html lang="en"><head><meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="{host.split(".")[0].title()}">'
        f'<link rel="canonical" href="https://{host}/{path}"><meta property="article:section" content="Shipping">'
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f"<body><article><h1>{escape(title)}</h1>"
        "<p>LISBON — The drugmaker Pfizer (PFE) will lease three quays in the harbour of Lisbon, President Maria Alvarez of "
        "Portugal said on Monday after a night of talks with the dockers.</p>"
        "<p>“We have waited eleven years for this day, and now the cranes will turn again,” said Alvarez, who opened the "
        "talks in September. “Nobody will lose a day of pay.”</p>"
        "<p>Dockers had blocked the gates since Thursday because the port wanted to do away with night shifts. Ships were sent "
        "on to Rotterdam, and forty lorries stood in a row before the customs house on the northern bank.</p>"
        "<p>The first vessel is expected on Friday morning, with vaccine for Angola and Brazil. Pfizer pays 12 million euros "
        "a year for the lease, and the city builds the road.</p></article></body></html>"
    )


@dataclass
class World:
    """Everything under `root`; each call of a step is a run of its own, an hour after the one before."""

    root: Path
    registry: Registry = REGISTRY
    limits: Limits = Limits()  # noqa: RUF009 - it is frozen
    _runs: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def raw_root(self) -> Path:
        return self.root / "raw"

    @property
    def folder(self) -> PublicationFolder:
        return PublicationFolder(self.root / "published")

    def put(self, day: date, name: str, content: str | bytes) -> Path:
        """Put a page into a day's folder."""
        path = self.raw_root / day.isoformat() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def put_good_day(self, day: date, pages: int = 3) -> None:
        """Pages of different articles."""
        for number in range(pages):
            self.put(day, f"{number}.html", article_page(f"Story {number} of {day}", path=f"{day}/{number}"))

    def put_dated_day(self, day: date, pages: int = 3) -> None:
        """The same, with the time at which they were fetched."""
        self.put_good_day(day, pages)
        for number in range(pages):
            self.put(day, f"{number}.html.meta.json", f'{{"captured_at": "{day}T12:00:00Z"}}')

    def put_silent_week(self) -> list[date]:
        """Eight days: on seven of them a publisher brings two articles, of which another carries one; on the last neither."""
        days = [DAY + timedelta(number) for number in range(8)]
        for number, day in enumerate(days[:7]):
            morning = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
            event = f"Lisbon dockers end strike number {number} and let the ships in"
            other = f"Weather on day {number}: fog, then {number} hours of sun over the estuary"
            for host, title, hours, path in (
                ("dispatch.example", event, 0, f"strike-{number}"),
                ("mirror.example", event, 4, f"strike-{number}"),
                ("dispatch.example", other, 1, f"weather-{number}"),
            ):
                page = wire_page(host, title, morning + timedelta(hours=hours), path)
                self.put(day, f"{host}-{path}.html", page)
                self.put(day, f"{host}-{path}.html.meta.json", f'{{"captured_at": "{day}T18:00:00Z"}}')
        self.put(days[7], "other.html", article_page("Something else", path="other"))
        return days

    def put_bad_day(self, day: date) -> None:
        """A day most of whose pages cannot be read."""
        self.put_good_day(day, pages=1)
        for number in range(3):
            self.put(day, f"empty{number}.html", "")

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with Warehouse(self.root / "warehouse.duckdb").connect() as connection:
            yield connection

    def run(self, *days: date, publishing: bool = True, replaying: Selection | None = None) -> Published | None:
        """A whole run over `days`: load, or replay what is selected, fold, marts, publication."""
        number = next(self._runs)
        run_id, now = f"run-{number}", datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=number)
        with self.connect() as connection:
            begin_step(connection, run_id, days, now)
            for day in days:
                self.load(connection, day, run_id, now, replaying)
            fold(connection, registry=self.registry, run_id=run_id, now=now)
            build_marts(connection, run_id=run_id, now=now)
            if publishing:
                return publish(
                    connection,
                    self.folder,
                    load_dates=days,
                    arrived=list_load_dates(self.raw_root),
                    run_id=run_id,
                    now=now,
                )
        return None

    def load(
        self,
        connection: duckdb.DuckDBPyConnection,
        day: date,
        run_id: str,
        now: datetime,
        replaying: Selection | None = None,
    ) -> Loaded | None:
        load = partial(replay_day, selection=replaying) if replaying else load_day
        with InProcess() as executor:
            return load(
                connection,
                day,
                raw_root=self.raw_root,
                registry=self.registry,
                executor=executor,
                limits=self.limits,
                run_id=run_id,
                now=now,
            )

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        with self.connect() as connection:
            return connection.execute(query).fetchall()

    def ask_published(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published file."""
        with duckdb.connect(str(self.folder.current_file), read_only=True) as marts:
            return marts.execute(query).fetchall()
