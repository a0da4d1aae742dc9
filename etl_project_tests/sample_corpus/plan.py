"""Which page arrives on which day. Times are UTC; every story is older than the pages that show it."""

import hashlib
from datetime import date

from etl_project_tests.sample_corpus.recipes import (
    Again,
    AggregatorPage,
    BareFile,
    Cut,
    FeedText,
    HashtagPage,
    JsonLines,
    OutletPage,
    ParquetFile,
    Recipe,
    Redirect,
    SectionFront,
    WarcFile,
)

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01h" + b"".join(
    hashlib.sha256(bytes([number])).digest() for number in range(64)
)
"""Starts as a PNG file does; the rest is noise that is the same on every run."""

WORD_PROCESSOR_FILE = b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + hashlib.sha256(b"notes").digest()
"""Starts as a .docx file does."""

GALE = OutletPage("13:30", "gale-warning")

PLAN: dict[date, tuple[Recipe, ...]] = {
    date(2026, 11, 2): (
        OutletPage("08:55", "ferry-talks"),
        OutletPage("09:30", "reading-room"),
        AggregatorPage(
            "11:20", "ferry-talks-lowland", ("ferry-talks-channel9", "reading-room", "lowland-dykes"), is_absolute=True
        ),
        OutletPage("17:10", "veldania-vote"),
        AggregatorPage("21:00", "veldania-vote", ("veldania-vote-tribune", "ferry-talks", "reading-room"), form="html"),
        OutletPage("21:30", "veldania-vote-tribune", form="html.gz"),
        HashtagPage("22:00", "PortEllery", ("tidal-barrier", "ferry-talks", "reading-room")),
        AggregatorPage("22:10", "lowland-dykes", ("ferry-talks-lowland", "reading-room"), has_sidecar=False),
        OutletPage("22:30", "tidal-barrier"),
    ),
    date(2026, 11, 3): (
        OutletPage("05:10", "heatwave"),
        OutletPage("10:00", "marfa-berths"),
        OutletPage("11:40", "grain-corridor"),
        AggregatorPage("12:10", "marfa-berths", ("oasis-olives",)),
        OutletPage("13:00", "rail-fares"),
        AggregatorPage("15:30", "grain-corridor-lowland", ("heatwave", "veldania-vote-tribune", "rail-fares")),
        OutletPage("16:00", "grain-corridor-tribune"),
        AggregatorPage(
            "18:00", "rail-fares", ("tidal-barrier", "grain-corridor-tribune", "heatwave"), has_hashtags=True
        ),
        BareFile(
            "marlow-county-results.html", b"", "https://www.northfieldtribune.example/2026/11/03/results/", "20:00"
        ),
        HashtagPage("21:15", "KarsavaBay", ("grain-corridor", "grain-corridor-lowland")),
    ),
    date(2026, 11, 4): (
        OutletPage("04:20", "school-levy"),
        AggregatorPage("06:00", "school-levy", ("rail-fares", "grain-corridor-tribune", "heatwave"), form="html"),
        OutletPage("09:00", "tidal-barrier"),
        OutletPage("10:30", "ferry-talks-channel9"),
        JsonLines(
            "feed.jsonl",
            (
                OutletPage("10:40", "grain-corridor"),
                AggregatorPage("11:00", "heatwave", ("veldania-vote-tribune", "tidal-barrier")),
                OutletPage("11:10", "rail-fares"),
            ),
        ),
        AggregatorPage("17:00", "oyster-beds", ("school-levy", "lowland-dykes", "reading-room")),
        AggregatorPage(
            "18:30", "tidal-barrier", ("oyster-beds", "rail-fares"), name="daily8-tidal-barrier-1252", encoding="cp1252"
        ),
        AggregatorPage("20:10", "marfa-berths", ("oasis-olives",), has_sidecar=False),
    ),
    date(2026, 11, 5): (
        OutletPage("09:10", "northwind-results"),
        AggregatorPage("12:00", "northwind-results-tidewater", ("northwind-results", "oyster-beds", "grain-corridor")),
        OutletPage("13:00", "school-levy-2"),
        OutletPage("13:10", "marfa-water"),
        OutletPage("15:05", "herring-quota"),
        OutletPage("17:00", "kestrel-plant"),
        AggregatorPage(
            "18:40", "herring-quota", ("kestrel-plant", "northwind-results", "school-levy-2"), has_hashtags=False
        ),
        AggregatorPage(
            "20:00",
            "northwind-results",
            ("herring-quota", "kestrel-plant", "oyster-beds"),
            name="daily8-northwind-results-cut",
            cut_after="pitted Northfield against cities",
        ),
        BareFile("harbour-quay-map.html", PICTURE, "https://www.harbourgazette.example/maps/harbour-quay", "20:30"),
        AggregatorPage("22:00", "kestrel-plant", ("northwind-results-tidewater", "school-levy-2"), form="html.gz"),
    ),
    date(2026, 11, 6): (
        OutletPage("02:00", "quoll-return", form="html.gz"),
        OutletPage("08:40", "lighthouse-keeper"),
        AggregatorPage("09:00", "marfa-water", ("oasis-train", "marfa-berths", "oasis-olives"), has_hashtags=True),
        OutletPage("10:00", "market-hall"),
        OutletPage("12:30", "bridge-reopens"),
        OutletPage("13:20", "vent-field"),
        OutletPage("15:00", "kestrel-plant-2"),
        AggregatorPage("17:30", "vent-field", ("rate-path", "vent-field-tribune", "quoll-return")),
        JsonLines(
            "feed.jsonl.gz",
            (
                OutletPage("18:00", "vent-field-tribune"),
                AggregatorPage("19:00", "lighthouse-keeper", ("vent-field-tribune", "herring-quota")),
            ),
        ),
    ),
    date(2026, 11, 7): (
        OutletPage("05:10", "friday-football"),
        AggregatorPage(
            "09:00",
            "friday-football",
            ("vent-field-channel9", "lighthouse-keeper", "rate-path"),
            has_title_twice=False,
        ),
        OutletPage("10:30", "phare-festival", encoding="iso-8859-1"),
        OutletPage("11:00", "vent-field-channel9"),
        GALE,
        Again(GALE, "gale-warning_again.html"),
        AggregatorPage("15:00", "gale-warning", ("friday-football", "vent-field-channel9", "herring-quota")),
        HashtagPage("16:00", "Weather", ("gale-warning", "heatwave"), form="html"),
        SectionFront(
            "17:00", "Local", ("friday-football", "school-levy-2", "kestrel-plant-2", "grain-corridor-tribune")
        ),
        AggregatorPage("21:00", "rate-path", ("northwind-results", "herring-quota"), has_sidecar=False),
    ),
    date(2026, 11, 8): (
        OutletPage("10:00", "cricket-final"),
        AggregatorPage(
            "12:30",
            "cricket-final",
            ("friday-football", "gale-warning"),
            label="Channel 9",
            name="daily8-cricket-final",
        ),
        AggregatorPage(
            "14:40",
            "gale-warning",
            ("cricket-final", "friday-football"),
            name="daily8-gale-warning-no-source",
            has_source=False,
        ),
        OutletPage("15:40", "marfa-books", form="html.gz"),
        AggregatorPage("18:00", "marfa-books", ("oasis-train", "marfa-water")),
        OutletPage("18:10", "rovers-cup"),
        OutletPage("19:50", "chess-title"),
        AggregatorPage("22:00", "chess-title-lowland", ("rovers-cup", "cricket-final", "chess-title")),
    ),
    date(2026, 11, 9): (
        OutletPage("02:40", "cyclone-marise"),
        OutletPage("05:00", "cyclone-marise-channel9"),
        AggregatorPage(
            "08:00", "cyclone-marise-lowland", ("cyclone-marise-channel9", "chess-title"), has_sidecar=False
        ),
        AggregatorPage(
            "11:00", "cycle-route", ("rovers-cup", "cyclone-marise-lowland", "chess-title"), title_only=("rovers-cup",)
        ),
        OutletPage("13:00", "first-snow"),
        JsonLines(
            "feed.jsonl",
            (
                OutletPage("13:30", "rovers-cup"),
                '{"url": "https://lowlandcourier.example/news/", "captured_at": "2026-11-09T13:3',
                FeedText("13:40", "cycle-route"),
            ),
        ),
        AggregatorPage("15:10", "first-snow", ("cyclone-marise-lowland", "rovers-cup", "cycle-route"), form="html"),
        HashtagPage("17:00", "Weather", ("first-snow", "cyclone-marise", "gale-warning", "heatwave")),
    ),
    date(2026, 11, 10): (
        OutletPage("02:30", "tunnel-boring"),
        OutletPage("10:20", "haldane-trial"),
        OutletPage("12:00", "maternity-unit"),
        AggregatorPage("13:30", "maternity-unit", ("haldane-trial", "tunnel-boring", "first-snow"), form="html.gz"),
        OutletPage("14:10", "haldane-trial-tribune"),
        AggregatorPage("16:00", "chip-orders", ("haldane-trial", "maternity-unit"), is_absolute=True),
        AggregatorPage("18:00", "haldane-trial-tribune", ("chip-orders", "tunnel-boring", "cycle-route")),
        OutletPage("20:40", "river-cleanup"),
        BareFile("notes.docx", WORD_PROCESSOR_FILE),
    ),
    date(2026, 11, 11): (
        OutletPage("07:30", "marfa-handball"),
        AggregatorPage("08:00", "marfa-handball", ("marfa-books", "oasis-train"), form="html"),
        AggregatorPage("13:30", "tide-museum", ("river-cleanup", "chip-orders", "haldane-trial-tribune")),
        OutletPage("14:00", "river-cleanup", name="river-cleanup-print", is_print_view=True),
        OutletPage("14:20", "turbine-quay"),
        OutletPage("16:20", "robot-orchard"),
        OutletPage("18:10", "island-fund"),
        AggregatorPage(
            "20:30", "island-fund-tidewater", ("robot-orchard", "turbine-quay", "tide-museum"), has_hashtags=True
        ),
        AggregatorPage("21:00", None, ("island-fund", "robot-orchard", "river-cleanup"), name="daily8-latest"),
        ParquetFile("pages.parquet", (OutletPage("22:00", "tunnel-boring"), OutletPage("22:10", "first-snow"))),
    ),
    date(2026, 11, 12): (
        OutletPage("04:00", "rental-bond"),
        OutletPage("07:20", "castellan-polder"),
        OutletPage("08:10", "school-meals"),
        OutletPage("09:00", "castellan-polder-gazette"),
        AggregatorPage(
            "10:30", "castellan-polder", ("castellan-polder-gazette", "chip-orders", "school-meals"), is_absolute=True
        ),
        AggregatorPage(
            "12:00",
            "rental-bond",
            ("tunnel-boring",),
            name="daily8-rental-bond-cut",
            cut_after="wanted claims settled within",
        ),
        AggregatorPage("15:20", "turbine-quay", ("rental-bond", "island-fund", "castellan-polder")),
        OutletPage("22:00", "comet-brandt"),
        WarcFile(
            "crawl.warc.gz",
            (
                Redirect("22:30", "island-fund"),
                OutletPage("22:30", "island-fund"),
                BareFile("quay.png", PICTURE, "https://www.harbourgazette.example/images/quay.png", "22:31"),
                Cut(OutletPage("22:32", "turbine-quay")),
                OutletPage("22:35", "robot-orchard"),
            ),
        ),
    ),
    date(2026, 11, 13): (
        OutletPage("00:40", "water-rates"),
        OutletPage("02:00", "comet-brandt-tribune"),
        OutletPage("03:30", "comet-brandt-channel9"),
        OutletPage("08:30", "school-meals-2"),
        AggregatorPage("09:00", "comet-brandt-channel9", ("comet-brandt-tribune", "water-rates", "rental-bond")),
        AggregatorPage("11:00", "water-rates", ("comet-brandt", "school-meals-2", "robot-orchard"), form="html"),
        HashtagPage("12:00", "Ocean", ("vent-field", "vent-field-tribune", "vent-field-channel9")),
        JsonLines(
            "feed.jsonl.gz",
            (
                OutletPage("12:30", "castellan-polder-gazette"),
                AggregatorPage("13:00", "school-meals-2", ("castellan-polder", "comet-brandt-tribune")),
            ),
        ),
        AggregatorPage("14:00", "marfa-handball", ("marfa-books", "oasis-olives")),
    ),
}
"""Recipes by load date."""
