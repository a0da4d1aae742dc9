"""What a load must make of each page, stated by hand from what the page was written to be.

Nothing here is computed: where a page and its line below disagree, one of them is wrong.
"""

from typing import NamedTuple


class Expected(NamedTuple):
    """Status of a page in raw.captures, and the articles found on it by their role."""

    status: str
    main: int = 0
    related: int = 0
    listed: int = 0
    reason_code: str | None = None
    """Why it is in audit.quarantine."""


def ok(main: int = 0, related: int = 0, listed: int = 0) -> Expected:
    """A page that is used whole."""
    return Expected("ok", main, related, listed)


def partial(main: int = 0, related: int = 0) -> Expected:
    """A page that breaks off; the article that it breaks off in is counted, and marked as truncated."""
    return Expected("partial", main, related)


def quarantined(reason_code: str) -> Expected:
    """A page that cannot be used."""
    return Expected("quarantined", reason_code=reason_code)


DUPLICATE = Expected("duplicate")

EXPECTED: dict[str, Expected] = {
    "2026-11-02/daily8-ferry-talks-lowland.txt": ok(main=1, related=3),
    "2026-11-02/daily8-hashtag-portellery.txt": ok(listed=3),
    "2026-11-02/daily8-lowland-dykes.txt": ok(main=1, related=2),  # no sidecar: the times stay intervals
    "2026-11-02/daily8-veldania-vote.html": ok(main=1, related=3),
    "2026-11-02/ferry-talks.html": ok(main=1),
    "2026-11-02/reading-room.html": ok(main=1),
    "2026-11-02/tidal-barrier.html": ok(main=1),
    "2026-11-02/veldania-vote-tribune.html.gz": ok(main=1),
    "2026-11-02/veldania-vote.html": ok(main=1),
    #
    "2026-11-03/daily8-grain-corridor-lowland.txt": ok(main=1, related=3),
    "2026-11-03/daily8-hashtag-karsavabay.txt": ok(listed=2),
    "2026-11-03/daily8-marfa-berths.txt": ok(main=1, related=1),  # Arabic
    "2026-11-03/daily8-rail-fares.txt": ok(main=1, related=3),  # with hashtags
    "2026-11-03/grain-corridor-tribune.html": ok(main=1),
    "2026-11-03/grain-corridor.html": ok(main=1),
    "2026-11-03/heatwave.html": ok(main=1),
    "2026-11-03/marfa-berths.html": ok(main=1),
    "2026-11-03/marlow-county-results.html": quarantined("empty"),
    "2026-11-03/rail-fares.html": ok(main=1),
    #
    "2026-11-04/daily8-marfa-berths.txt": ok(main=1, related=1),  # Arabic, no sidecar
    "2026-11-04/daily8-oyster-beds.txt": ok(main=1, related=3),  # paragraphs that look like labels, or begin with >
    "2026-11-04/daily8-school-levy.html": ok(main=1, related=3),
    "2026-11-04/daily8-tidal-barrier-1252.txt": quarantined("not_utf8"),
    "2026-11-04/feed.jsonl#1": ok(main=1),
    "2026-11-04/feed.jsonl#2": ok(main=1, related=2),
    "2026-11-04/feed.jsonl#3": ok(main=1),
    "2026-11-04/ferry-talks-channel9.html": ok(main=1),
    "2026-11-04/school-levy.html": ok(main=1),
    "2026-11-04/tidal-barrier.html": ok(main=1),
    #
    "2026-11-05/daily8-herring-quota.txt": ok(main=1, related=3),  # heading of the hashtags with none below it
    "2026-11-05/daily8-kestrel-plant.html.gz": ok(main=1, related=2),
    "2026-11-05/daily8-northwind-results-cut.txt": partial(main=1, related=2),  # breaks off in the second related one
    "2026-11-05/daily8-northwind-results-tidewater.txt": ok(main=1, related=3),
    "2026-11-05/harbour-quay-map.html": quarantined("binary"),
    "2026-11-05/herring-quota.html": ok(main=1),
    "2026-11-05/kestrel-plant.html": ok(main=1),
    "2026-11-05/marfa-water.html": ok(main=1),
    "2026-11-05/northwind-results.html": ok(main=1),
    "2026-11-05/school-levy-2.html": ok(main=1),  # another headline than the day before
    #
    "2026-11-06/bridge-reopens.html": ok(main=1),  # a weekday decides between day and month
    "2026-11-06/daily8-marfa-water.txt": ok(main=1, related=3),  # Arabic, with hashtags
    "2026-11-06/daily8-vent-field.txt": ok(main=1, related=3),  # one of them opens with "By and … Save"
    "2026-11-06/feed.jsonl.gz#1": ok(main=1),
    "2026-11-06/feed.jsonl.gz#2": ok(main=1, related=2),
    "2026-11-06/kestrel-plant-2.html": ok(main=1),  # a longer text than the day before
    "2026-11-06/lighthouse-keeper.html": ok(main=1),  # last page of the Gazette's old markup
    "2026-11-06/market-hall.html": ok(main=1),  # nothing decides between day and month
    "2026-11-06/quoll-return.html.gz": ok(main=1),
    "2026-11-06/vent-field.html": ok(main=1),
    #
    "2026-11-07/daily8-friday-football.txt": ok(main=1, related=3),  # title once
    "2026-11-07/daily8-gale-warning.txt": ok(main=1, related=3),
    "2026-11-07/daily8-hashtag-weather.html": ok(listed=2),
    "2026-11-07/daily8-rate-path.txt": ok(main=1, related=2),  # no sidecar; the main one opens with "By and … Save"
    "2026-11-07/friday-football.html": ok(main=1),
    "2026-11-07/gale-warning.html": ok(main=1),  # first page of the Gazette's new markup
    "2026-11-07/gale-warning_again.html": DUPLICATE,
    "2026-11-07/phare-festival.html": ok(main=1),  # ISO 8859-1
    "2026-11-07/tribune-front-local.html": quarantined("no_article"),
    "2026-11-07/vent-field-channel9.html": ok(main=1),
    #
    "2026-11-08/chess-title.html": ok(main=1),
    "2026-11-08/cricket-final.html": ok(main=1),
    "2026-11-08/daily8-chess-title-lowland.txt": ok(main=1, related=3),
    "2026-11-08/daily8-cricket-final.txt": ok(main=1, related=2),  # "Channel 93 hours ago"
    "2026-11-08/daily8-gale-warning-no-source.txt": ok(main=1, related=2),  # no publisher and no date
    "2026-11-08/daily8-marfa-books.txt": ok(main=1, related=2),  # Arabic
    "2026-11-08/marfa-books.html.gz": ok(main=1),
    "2026-11-08/rovers-cup.html": ok(main=1),
    #
    "2026-11-09/cyclone-marise-channel9.html": ok(main=1),
    "2026-11-09/cyclone-marise.html": ok(main=1),
    "2026-11-09/daily8-cycle-route.txt": ok(main=1, related=3),  # one of them without a text
    "2026-11-09/daily8-cyclone-marise-lowland.txt": ok(main=1, related=2),  # no sidecar
    "2026-11-09/daily8-first-snow.html": ok(main=1, related=3),
    "2026-11-09/daily8-hashtag-weather.txt": ok(listed=4),
    "2026-11-09/feed.jsonl#1": ok(main=1),
    "2026-11-09/feed.jsonl#2": quarantined("invalid_json"),
    "2026-11-09/feed.jsonl#3": ok(main=1),  # plain text of an unknown site
    "2026-11-09/first-snow.html": ok(main=1),
    #
    "2026-11-10/daily8-chip-orders.txt": ok(main=1, related=2),
    "2026-11-10/daily8-haldane-trial-tribune.txt": ok(main=1, related=3),
    "2026-11-10/daily8-maternity-unit.html.gz": ok(main=1, related=3),
    "2026-11-10/haldane-trial-tribune.html": ok(main=1),
    "2026-11-10/haldane-trial.html": ok(main=1),
    "2026-11-10/maternity-unit.html": ok(main=1),
    "2026-11-10/notes.docx": quarantined("unknown_format"),
    "2026-11-10/river-cleanup.html": ok(main=1),
    "2026-11-10/tunnel-boring.html": ok(main=1),
    #
    "2026-11-11/daily8-island-fund-tidewater.txt": ok(main=1, related=3),  # with hashtags
    "2026-11-11/daily8-latest.txt": ok(related=3),  # no main article
    "2026-11-11/daily8-marfa-handball.html": ok(main=1, related=2),  # Arabic
    "2026-11-11/daily8-tide-museum.txt": ok(main=1, related=3),
    "2026-11-11/island-fund.html": ok(main=1),
    "2026-11-11/marfa-handball.html": ok(main=1),
    "2026-11-11/pages.parquet#1": ok(main=1),
    "2026-11-11/pages.parquet#2": ok(main=1),
    "2026-11-11/river-cleanup-print.html": ok(main=1),  # a date in American order, without structured data
    "2026-11-11/robot-orchard.html": ok(main=1),
    "2026-11-11/turbine-quay.html": ok(main=1),
    #
    "2026-11-12/castellan-polder-gazette.html": ok(main=1),
    "2026-11-12/castellan-polder.html": ok(main=1),
    "2026-11-12/comet-brandt.html": ok(main=1),
    "2026-11-12/crawl.warc.gz#1": ok(main=1),  # a redirect and an image are no pages
    "2026-11-12/crawl.warc.gz#2": quarantined("corrupt_gzip"),  # its record breaks off
    "2026-11-12/crawl.warc.gz#3": ok(main=1),
    "2026-11-12/daily8-castellan-polder.txt": ok(main=1, related=3),
    "2026-11-12/daily8-rental-bond-cut.txt": partial(main=1),  # breaks off in the main one
    "2026-11-12/daily8-turbine-quay.txt": ok(main=1, related=3),
    "2026-11-12/rental-bond.html": ok(main=1),
    "2026-11-12/school-meals.html": ok(main=1),
    #
    "2026-11-13/comet-brandt-channel9.html": ok(main=1),
    "2026-11-13/comet-brandt-tribune.html": ok(main=1),
    "2026-11-13/daily8-comet-brandt-channel9.txt": ok(main=1, related=3),
    "2026-11-13/daily8-hashtag-ocean.txt": ok(listed=3),
    "2026-11-13/daily8-marfa-handball.txt": ok(main=1, related=2),  # Arabic, with dates
    "2026-11-13/daily8-water-rates.html": ok(main=1, related=3),
    "2026-11-13/feed.jsonl.gz#1": ok(main=1),
    "2026-11-13/feed.jsonl.gz#2": ok(main=1, related=2),
    "2026-11-13/school-meals-2.html": ok(main=1),  # another headline than the day before
    "2026-11-13/water-rates.html": ok(main=1),
}
"""Expected outcome by page: the file below the raw root, in a file of many with ``#`` and the number of the page in it."""
