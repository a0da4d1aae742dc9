"""The Harbour Gazette, an invented newspaper: the example of a site's layout (see docs).

Until 6 November 2026 its pages were built so::

    div.story > h1.headline, p.byline, p.dateline ("5 November 2026, 14:30"), div.copy > p

and from the day after so, with advertisements in asides::

    article.hg-article > h1, address.author, time.published[datetime], section.body > p
"""

from datetime import date

from etl_project.pages.selectors import Markup, SelectorLayout

STORY = Markup(
    version=1,
    valid_until=date(2026, 11, 6),
    title="div.story > h1.headline",
    byline="div.story > p.byline",
    published="div.story > p.dateline",
    paragraphs="div.story > div.copy > p",
)
HG_ARTICLE = Markup(
    version=2,
    title="article.hg-article > h1",
    byline="article.hg-article > address.author",
    published="article.hg-article > time.published",
    paragraphs="article.hg-article > section.body > p",
    drop="aside",
)

LAYOUT = SelectorLayout(
    name="harbour_gazette",
    publisher="Harbour Gazette",
    hosts=("harbourgazette.example",),
    markups=(STORY, HG_ARTICLE),
    date_order="DMY",
)
