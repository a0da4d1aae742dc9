"""The outlets' own pages, each in markup of its own. One function a layout; `page` chooses."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from html import escape

from etl_project_tests.sample_corpus.stories import Story

GAZETTE_REDESIGN = date(2026, 11, 7)
"""First day on which the Harbour Gazette's pages have their new markup."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English names; those of `calendar` depend on the machine's locale."""


def page(story: Story, captured: datetime) -> str:
    """The page of `story` on its outlet's own site, as served at `captured`."""
    match story.outlet.name:
        case "Harbour Gazette":
            return _gazette_new(story) if captured.date() >= GAZETTE_REDESIGN else _gazette_old(story)
        case "Northfield Tribune":
            return _tribune(story)
        case "Meridian Wire":
            return _wire(story)
        case "Channel 9 News":
            return _channel9(story)
        case "صحيفة المرفأ":
            return _marfa(story)
        case "Le Phare de Valmer":
            return _phare(story)
        case _:
            return _local_paper(story)


def tribune_print_view(story: Story) -> str:
    """The Northfield Tribune's page for printing: no structured data, and a date in American order."""
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en-US">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)}</title></head>',
        "<body>",
        "<article>",
        f"<h1>{escape(story.title)}</h1>",
        f'<p class="by">By {escape(_names(story.authors, "and"))}</p>',
        f'<p class="posted"><time>{story.local_time:%m/%d/%Y}</time></p>',
        *_paragraphs(story.paragraphs),
        "</article>",
        "</body>",
        "</html>",
    )


def tribune_section_front(section: str, stories: Sequence[Story]) -> str:
    """A section front of the Northfield Tribune: headlines that link to articles, and no article."""
    return _tribune_document(
        section,
        head=[f'<meta property="og:type" content="website"><meta property="og:title" content="{section}">'],
        body=[
            f"<h1>{section}</h1>",
            '<ul class="river">',
            *(f'<li><a href="{story.url}">{escape(story.title)}</a></li>' for story in stories),
            "</ul>",
        ],
    )


def plain_text(story: Story) -> str:
    """An article as the plain text of a feed: headline, byline, date and paragraphs."""
    when = f"{story.local_time.day} {MONTHS[story.local_time.month - 1]} {story.local_time.year}"
    return "\n\n".join([story.title, f"By {_names(story.authors, 'and')}", when, *story.paragraphs]) + "\n"


def _gazette_old(story: Story) -> str:
    return _gazette_document(
        story,
        '<div class="story">',
        f'<h1 class="headline">{escape(story.title)}</h1>',
        f'<p class="byline">By {escape(_names(story.authors, "and"))}</p>',
        f'<p class="dateline">{_british_time(story)}</p>',
        '<div class="copy">',
        *_paragraphs(story.paragraphs),
        "</div>",
        "</div>",
    )


def _gazette_new(story: Story) -> str:
    middle = len(story.paragraphs) // 2
    return _gazette_document(
        story,
        '<article class="hg-article">',
        f"<h1>{escape(story.title)}</h1>",
        f'<address class="author">{escape(_names(story.authors, "and"))}</address>',
        f'<time class="published" datetime="{story.local_time.isoformat()}">{_british_time(story)}</time>',
        '<section class="body">',
        *_paragraphs(story.paragraphs[:middle]),
        "<aside><h2>The Gazette by post</h2><p>Have the weekend edition brought to your door for £2 a week.</p></aside>",
        *_paragraphs(story.paragraphs[middle:]),
        "</section>",
        "</article>",
    )


def _gazette_document(story: Story, *body: str) -> str:
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)} - Harbour Gazette</title>',
        f'<link rel="canonical" href="{story.url}"></head>',
        "<body>",
        '<nav><a href="/">Harbour Gazette</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>',
        *body,
        "<footer><p>© Harbour Gazette, Custom House Lane, Port Ellery</p></footer>",
        "</body>",
        "</html>",
    )


def _tribune(story: Story) -> str:
    data = _news_article(story) | {
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "articleSection": story.section,
    }
    return _tribune_document(
        story.title,
        head=[f'<link rel="canonical" href="{story.url}">', _json_ld(data)],
        body=[
            "<article>",
            f'<p class="kicker">{escape(story.section)}</p>',
            f"<h1>{escape(story.title)}</h1>",
            f'<div class="meta"><span>By {escape(_names(story.authors, "and"))}</span>'
            if story.authors
            else '<div class="meta">',
            f"<span>{_american_time(story.local_time)}</span></div>",
            '<div class="share"><button>Share</button> <button>Save</button> <button>Gift this article</button></div>',
            '<div class="article-text">',
            *_paragraphs(story.paragraphs),
            "</div>",
            "</article>",
        ],
    )


def _tribune_document(title: str, *, head: Sequence[str], body: Sequence[str]) -> str:
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en-US">',
        f'<head><meta charset="utf-8"><title>{escape(title)} | Northfield Tribune</title>',
        *head,
        "</head>",
        "<body>",
        '<header><a href="/">Northfield Tribune</a></header>',
        '<nav><ul><li><a href="/local/">Local</a></li><li><a href="/sports/">Sports</a></li>'
        '<li><a href="/obituaries/">Obituaries</a></li><li><a href="/subscribe/">Subscribe</a></li></ul></nav>',
        "<main>",
        *body,
        "</main>",
        '<section class="related"><h2>More from the Tribune</h2><ul>'
        '<li><a href="/events/">What to do this weekend in Marlow County</a></li>'
        '<li><a href="/letters/">Letters: On leaf blowers and mercy</a></li></ul></section>',
        "<footer><p>Northfield Tribune, 12 Canal Street. All rights reserved.</p>"
        '<p><a href="/privacy/">Your privacy choices</a></p></footer>',
        "</body>",
        "</html>",
    )


def _wire(story: Story) -> str:
    properties = {
        "og:type": "article",
        "og:site_name": story.outlet.name,
        "og:title": story.title,
        "og:url": story.url,
        "og:description": story.paragraphs[0],
        "article:published_time": f"{story.published:%Y-%m-%dT%H:%M:%SZ}",
        "article:section": story.section,
    }
    metas = [*properties.items(), *(("article:tag", tag) for tag in story.hashtags)]
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)} | Meridian Wire</title>',
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in metas),
        f'<meta name="author" content="{escape(_names(story.authors, "and"))}">',
        "</head>",
        "<body>",
        '<div id="top"><a href="/">Meridian Wire</a> | <a href="/clients">For clients</a></div>',
        '<div id="article">',
        f"<h1>{escape(story.title)}</h1>",
        '<div id="text">',
        *_paragraphs(story.paragraphs),
        "</div>",
        "</div>",
        '<div id="bottom"><p>Meridian Wire is an agency owned by its member newspapers.</p></div>',
        "</body>",
        "</html>",
    )


def _channel9(story: Story) -> str:
    local = story.local_time
    clock = f"{local.hour % 12 or 12}.{local.minute:02}{'am' if local.hour < 12 else 'pm'} AEDT"
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en-AU">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)} - Channel 9 News</title></head>',
        "<body>",
        '<div class="bar"><a href="/">Channel 9 News</a> <a href="/live">Watch live</a></div>',
        f"<h1>{escape(story.title)}</h1>",
        *([f'<p class="by">By {escape(_names(story.authors, "and"))}</p>'] if story.authors else []),
        f'<time datetime="{local.isoformat()}">{local.day} {MONTHS[local.month - 1][:3]} {local.year}, {clock}</time>',
        *_paragraphs(story.paragraphs),
        '<div class="bar"><a href="/contact">Contact the newsroom</a></div>',
        "</body>",
        "</html>",
    )


def _marfa(story: Story) -> str:
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="ar" dir="rtl">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)} | صحيفة المرفأ</title>',
        _json_ld(_news_article(story) | {"inLanguage": "ar", "url": story.url}),
        "</head>",
        "<body>",
        '<nav><a href="/">الرئيسية</a> <a href="/economy">اقتصاد</a> <a href="/sport">رياضة</a></nav>',
        "<article>",
        f"<h1>{escape(story.title)}</h1>",
        f'<p class="writer">{escape(_names(story.authors, "و"))}</p>',
        '<div class="matn">',
        *_paragraphs(story.paragraphs),
        "</div>",
        "</article>",
        "<footer><p>جميع الحقوق محفوظة لصحيفة المرفأ</p></footer>",
        "</body>",
        "</html>",
    )


def _phare(story: Story) -> str:
    local = story.local_time
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="fr">',
        f'<head><meta charset="iso-8859-1"><title>{escape(story.title)} - Le Phare de Valmer</title></head>',
        "<body>",
        '<p class="une"><a href="/">Le Phare de Valmer</a></p>',
        "<article>",
        f"<h1>{escape(story.title)}</h1>",
        f'<p class="signature">Par {escape(_names(story.authors, "et"))}, '
        f'<time datetime="{local:%Y-%m-%d}">{local.day} novembre {local.year}</time></p>',
        *_paragraphs(story.paragraphs),
        "</article>",
        "</body>",
        "</html>",
    )


def _local_paper(story: Story) -> str:
    name = story.outlet.name
    return _lines(
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{escape(story.title)} - {name}</title></head>',
        "<body>",
        f'<div class="masthead">{name}</div>',
        "<article>",
        f"<h1>{escape(story.title)}</h1>",
        f'<p class="date"><time>{story.local_time:%d/%m/%Y}</time></p>',
        f'<p class="author">By {escape(_names(story.authors, "and"))}</p>',
        *_paragraphs(story.paragraphs),
        "</article>",
        "</body>",
        "</html>",
    )


def _news_article(story: Story) -> dict[str, object]:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.local_time.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": story.outlet.name},
    }
    if story.modified:
        data["dateModified"] = story.modified.astimezone(story.local_time.tzinfo).isoformat()
    return data


def _json_ld(data: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _paragraphs(paragraphs: Sequence[str]) -> list[str]:
    return [f"<p>{escape(text, quote=False)}</p>" for text in paragraphs]


def _names(names: Sequence[str], conjunction: str) -> str:
    return f" {conjunction} ".join(names)


def _british_time(story: Story) -> str:
    local = story.local_time
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def _american_time(local: datetime) -> str:
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{MONTHS[local.month - 1][:3]}. {local.day}, {local.year}, {local.hour % 12 or 12}:{local.minute:02} {half}"


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
