"""The pages of an aggregator, as rendered text and as HTML.

The order of the parts, the glued labels and the words of the page's furniture are those of the real site that the
`daily8` layout is for; stories, addresses and markup are invented. Wording and thresholds of relative times are those
of the JavaScript library Day.js (plugin relativeTime, locales en and ar), which such sites use:
https://day.js.org/docs/en/customization/relative-time
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from etl_project_tests.sample_corpus.stories import Story, digest

HOST = "www.daily8.example"
CURLY_QUOTES = str.maketrans("‘’“”", "''''")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Furniture:
    """Words around the articles, in one language."""

    language_path: str
    teaser: str
    explore: str
    comments: str
    no_comments: str
    related: str
    hashtags: str
    latest: str
    download: str
    get_started: str
    closing: str
    relative: dict[str, str]


FURNITURE = {
    "en": Furniture(
        language_path="/en",
        teaser="Try Our AI Features",
        explore="Explore what Daily8 AI can do for you:",
        comments="Comments",
        no_comments="No comments yet...",
        related="Related Articles",
        hashtags="Hashtags",
        latest="Latest news with #",
        download="DOWNLOAD THE APP",
        get_started="Get Started Now: Download the App",
        closing="News from near and far, in one place: look for Daily8 in the app store on your phone.",
        relative={
            "s": "a few seconds ago",
            "m": "a minute ago",
            "mm": "{} minutes ago",
            "h": "an hour ago",
            "hh": "{} hours ago",
            "d": "a day ago",
            "dd": "{} days ago",
        },
    ),
    "ar": Furniture(
        language_path="",
        teaser="جرب ميزات الذكاء الاصطناعي لدينا",
        explore="اكتشف ما يمكن أن يفعله Daily8 AI من أجلك:",
        comments="التعليقات",
        no_comments="لا يوجد تعليقات بعد...",
        related="أخبار ذات صلة",
        hashtags="هاشتاغز",
        latest="أحدث الأخبار مع #",
        download="حمل التطبيق",
        get_started="ابدأ الآن: حمل التطبيق",
        closing="أخبار قريبة وبعيدة في مكان واحد: ابحث عن Daily8 في متجر التطبيقات على هاتفك.",
        relative={
            "s": "منذ ثانية واحدة",
            "m": "منذ دقيقة واحدة",
            "mm": "منذ {} دقائق",
            "h": "منذ ساعة واحدة",
            "hh": "منذ {} ساعات",
            "d": "منذ يوم واحد",
            "dd": "منذ {} أيام",
        },
    ),
}


@dataclass(frozen=True)
class Shown:
    """A story as the aggregator shows it: the strings that are printed."""

    title: str
    paragraphs: tuple[str, ...]
    label: str
    when: str
    category: str
    hashtags: tuple[str, ...]
    url: str


def relative_time(published: datetime, captured: datetime, language: str) -> str:
    """``3 hours ago``, as Day.js words it: the unit by threshold, the number rounded half up."""
    words = FURNITURE[language].relative
    seconds = (captured - published).total_seconds()
    minutes, hours, days = (int(seconds / unit + 0.5) for unit in (60, 3600, 86400))
    if seconds < 45:
        return words["s"]
    if seconds < 90:
        return words["m"]
    if minutes < 45:
        return words["mm"].format(_digits(minutes, language))
    if minutes < 90:
        return words["h"]
    if hours < 22:
        return words["hh"].format(_digits(hours, language))
    if hours < 36:
        return words["d"]
    return words["dd"].format(_digits(days, language))


def absolute_date(published: datetime, language: str) -> str:
    """``05-11-2026``: day, month, year."""
    return _digits(published.strftime("%d-%m-%Y"), language)


def show(
    story: Story, captured: datetime, *, label: str | None = None, is_absolute: bool = False, has_body: bool = True
) -> Shown:
    """Prepare a story for a page fetched at `captured`: relative times for a day and a half, dates after that."""
    is_recent = (captured - story.published).total_seconds() < 36 * 3600
    if is_recent and not is_absolute:
        when = relative_time(story.published, captured, story.language)
    else:
        when = absolute_date(story.published, story.language)
    return Shown(
        title=story.title.translate(CURLY_QUOTES),
        paragraphs=tuple(text.translate(CURLY_QUOTES) for text in story.paragraphs) if has_body else (),
        label=label or story.outlet.name,
        when=when,
        category=story.section,
        hashtags=story.hashtags,
        url=article_url(story),
    )


def article_url(story: Story) -> str:
    """Address of the aggregator's page with a story in the middle."""
    name = digest(f"{story.outlet.name}/{story.slug}")
    return f"https://{HOST}{FURNITURE[story.language].language_path}/article/{name}"


def hashtag_url(tag: str, language: str) -> str:
    """Address of the aggregator's list for a hashtag."""
    return f"https://{HOST}{FURNITURE[language].language_path}/hashtag/{tag}"


def article_text(
    main: Shown | None,
    related: Sequence[Shown],
    language: str,
    *,
    has_source: bool = True,
    has_title_twice: bool = True,
    has_hashtags: bool | None = None,
) -> str:
    """Rendered text of a page with a main article (or none) and related ones.

    `has_source` is False where the main article's publisher and date are missing. `has_hashtags` is None where the
    heading of the hashtags is, False where nothing stands below it.
    """
    words = FURNITURE[language]
    lines = ["logo"]
    if main is not None:
        lines += [main.title, ""] * (2 if has_title_twice else 1)
        if has_source:
            lines.append(main.label + main.when)
        lines += main.paragraphs
        if has_hashtags is not None:
            lines += [words.hashtags, ""]
        if has_hashtags:
            lines += [line for tag in main.hashtags for line in (f"#{tag}", "")]
        lines += ["Orange background", "", words.teaser, "", words.explore, ""]
        lines += [words.comments, "", words.no_comments, ""]
    lines += [words.related, ""]
    lines += [line for shown in related for line in _card_lines(shown, [shown.label])]
    return "\n".join(lines + _closing_lines(words))


def latest_url(language: str) -> str:
    """Address of the aggregator's list of the latest articles."""
    return f"https://{HOST}{FURNITURE[language].language_path}/latest"


def hashtag_text(tag: str, listed: Sequence[Shown], language: str) -> str:
    """Rendered text of a hashtag's list of articles."""
    words = FURNITURE[language]
    lines = ["logo", "#", "", words.latest + tag, ""]
    lines += [line for shown in listed for line in _card_lines(shown, [shown.category, shown.label])]
    return "\n".join(lines + _closing_lines(words))


def article_html(main: Shown, related: Sequence[Shown], language: str, *, has_hashtags: bool | None = None) -> str:
    """The page of `article_text` as HTML."""
    words = FURNITURE[language]
    parts = [
        f"<h1>{escape(main.title)}</h1>",
        f'<p class="headline">{escape(main.title)}</p>',
        f'<div class="source"><span>{escape(main.label)}</span><span>{escape(main.when)}</span></div>',
        *(f"<p>{escape(text)}</p>" for text in main.paragraphs),
    ]
    if has_hashtags is not None:
        parts.append(f"<h3>{words.hashtags}</h3>")
    if has_hashtags:
        parts += [
            f'<p><a href="{words.language_path}/hashtag/{escape(tag)}">#{escape(tag)}</a></p>' for tag in main.hashtags
        ]
    parts += [
        '<img src="/img/background.svg" alt="Orange background">',
        f"<h3>{words.teaser}</h3>",
        f"<p>{words.explore}</p>",
        f"<h3>{words.comments}</h3>",
        f"<p>{words.no_comments}</p>",
        f"<h2>{words.related}</h2>",
        *(_card_html(shown, [shown.label]) for shown in related),
    ]
    return _document(main.title, parts, language)


def hashtag_html(tag: str, listed: Sequence[Shown], language: str) -> str:
    """The page of `hashtag_text` as HTML."""
    heading = FURNITURE[language].latest + tag
    parts = [
        "<p>#</p>",
        f"<h1>{escape(heading)}</h1>",
        *(_card_html(shown, [shown.category, shown.label]) for shown in listed),
    ]
    return _document(heading, parts, language)


def _digits(value: int | str, language: str) -> str:
    return str(value).translate(ARABIC_DIGITS) if language == "ar" else str(value)


def _card_lines(shown: Shown, bullets: Sequence[str]) -> list[str]:
    lines = [shown.title, shown.title, "", shown.label, "", f"time{shown.when}", ""]
    lines += [f"  • {bullet}" for bullet in bullets]
    lines += ["", shown.title, ""]
    if shown.paragraphs:
        lines += [" ".join(shown.paragraphs), ""]
    return lines


def _closing_lines(words: Furniture) -> list[str]:
    return [words.download, "", words.get_started, "", words.closing, "app-storeplay-store"]


def _card_html(shown: Shown, bullets: Sequence[str]) -> str:
    title = escape(shown.title)
    lines = [
        '<div class="card">',
        f'<div><img src="/img/thumb.webp" alt="{title}"></div>',
        f'<div class="name">{title}</div>',
        f"<p>{escape(shown.label)}</p>",
        f'<p><img src="/img/time.svg" alt="time">{escape(shown.when)}</p>',
        "<ul>" + "".join(f"<li>{escape(bullet)}</li>" for bullet in bullets) + "</ul>",
        f'<h4><a href="{escape(shown.url)}">{title}</a></h4>',
    ]
    if shown.paragraphs:
        lines.append(f"<p>{escape(' '.join(shown.paragraphs))}</p>")
    return "\n".join([*lines, "</div>"])


def _document(title: str, parts: Sequence[str], language: str) -> str:
    words = FURNITURE[language]
    direction = ' dir="rtl"' if language == "ar" else ""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}"{direction}>',
            f'<head><meta charset="utf-8"><title>{escape(title)} - Daily8</title></head>',
            "<body>",
            f'<header><a href="{words.language_path}/"><img src="/img/logo.svg" alt="logo"></a></header>',
            "<main>",
            *parts,
            "</main>",
            "<footer>",
            f"<h2>{words.download}</h2>",
            f"<h3>{words.get_started}</h3>",
            f"<p>{words.closing}</p>",
            '<a href="#"><img src="/img/as.svg" alt="app-store"></a><a href="#"><img src="/img/gp.svg" alt="play-store"></a>',
            "</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )
