"""The invented stories, read from ``stories/*.toml``."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True)
class Outlet:
    """A publisher of the invented world."""

    name: str
    host: str | None = None
    """None for outlets that are only met on the aggregator."""
    utc_offset: int = 0
    """Hours that its clock is ahead of UTC. No clock changes between an outlet's first story and its last."""
    language: str = "en"
    path: str = "news/{slug}"
    """Path of an article's address; may use slug, number, section and the local publication time as `local`."""


OUTLETS = {
    "meridian-wire": Outlet("Meridian Wire", "meridianwire.example", path="article/{slug}"),
    "harbour-gazette": Outlet("Harbour Gazette", "www.harbourgazette.example"),
    "northfield-tribune": Outlet(
        "Northfield Tribune", "www.northfieldtribune.example", utc_offset=-6, path="{local:%Y/%m/%d}/{slug}/"
    ),
    "channel9": Outlet("Channel 9 News", "www.channel9news.example", utc_offset=11, path="{section}/{slug}"),
    "al-marfa": Outlet("صحيفة المرفأ", "www.almarfa.example", utc_offset=3, language="ar", path="news/{number}"),
    "phare-de-valmer": Outlet("Le Phare de Valmer", "www.phare-valmer.example", utc_offset=1, language="fr"),
    "brackwell-echo": Outlet("Brackwell Echo", "www.brackwellecho.example"),
    "strand-courier": Outlet("Strand Courier", "strandcourier.example"),
    "lowland-courier": Outlet("The Lowland Courier", "lowlandcourier.example"),
    "tidewater-post": Outlet("Tidewater Post"),
    "ledger-street": Outlet("Ledger Street"),
    "oasis-news": Outlet("أخبار الواحة", language="ar"),
}


@dataclass(frozen=True)
class Story:
    """An article as one outlet publishes it."""

    outlet: Outlet
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    """UTC, aware."""
    authors: tuple[str, ...]
    section: str
    hashtags: tuple[str, ...]
    language: str
    slug: str
    """Part of the address; a later version keeps that of the first."""
    modified: datetime | None = None

    @property
    def local_time(self) -> datetime:
        """Publication time on the outlet's own clock."""
        return self.published.astimezone(timezone(timedelta(hours=self.outlet.utc_offset)))

    @property
    def url(self) -> str:
        """Address of the article on the outlet's own site."""
        path = self.outlet.path.format(
            slug=self.slug, number=int(digest(self.slug)[:5], 16), section=self.section.lower(), local=self.local_time
        )
        return f"https://{self.outlet.host}/{path}"


def digest(text: str) -> str:
    """32 hex digits that depend on the text alone: for addresses that sites number or hash."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def slugify(title: str) -> str:
    """First words of a headline as a part of an address.

    >>> slugify("À Valmer, la fête des lanternes")
    'a-valmer-la-fete-des-lanternes'
    """
    ascii_title = unicodedata.normalize("NFKD", re.sub("['’]", "", title)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_title.lower())[:8])


def read_stories() -> dict[str, Story]:
    """All stories by their id: originals first, then the copies and versions made from them."""
    stories: dict[str, Story] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name != "copies.toml":
            outlet_id = path.stem.replace("_", "-")
            for story_id, entry in tomllib.loads(path.read_text("utf-8")).items():
                stories[story_id] = _original(story_id, OUTLETS[entry.get("publisher", outlet_id)], entry)
    for story_id, entry in tomllib.loads((FOLDER / "copies.toml").read_text("utf-8")).items():
        stories[story_id] = _derived(stories[entry["of"]], entry)
    return stories


def _original(story_id: str, outlet: Outlet, entry: Mapping[str, Any]) -> Story:
    return Story(
        outlet=outlet,
        title=entry["title"],
        paragraphs=tuple(entry["text"].strip().split("\n\n")),
        published=entry["published"],
        authors=tuple(entry["authors"]),
        section=entry["section"],
        hashtags=tuple(entry["hashtags"]),
        language=entry.get("language", outlet.language),
        slug=slugify(entry["title"]) or story_id,
    )


def _derived(story: Story, entry: Mapping[str, Any]) -> Story:
    """A copy by another outlet, or a later version by the same one.

    Raises:
        ValueError: a text to be replaced does not stand in the story.
    """
    text = "\n\n".join(story.paragraphs[: entry.get("paragraphs")])
    for old, new in entry.get("replace", {}).items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in {story.title!r}")
        text = text.replace(old, new)
    title = entry.get("title", story.title)
    changed = replace(
        story,
        title=title,
        paragraphs=(*text.split("\n\n"), *entry.get("append", ())),
        authors=tuple(entry.get("authors", story.authors)),
        modified=entry.get("modified"),
    )
    if "publisher" not in entry:
        return changed
    return replace(changed, outlet=OUTLETS[entry["publisher"]], published=entry["published"], slug=slugify(title))
