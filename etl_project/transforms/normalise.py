"""Articles as pages show them → articles in comparable form: staging.appearances → staging.normalised."""

import polars as pl

from etl_project.keys import stable_key
from etl_project.registry import Registry, publisher_key
from etl_project.text import fold
from etl_project.transforms.agencies import HEAD_LENGTH, TAIL_LENGTH, AgencyCredits
from etl_project.transforms.authors import persons
from etl_project.transforms.bodies import SHORT_BODY, with_body_facts
from etl_project.transforms.dates import resolve_dates
from etl_project.transforms.distinct import over_distinct
from etl_project.transforms.language import SAMPLE_LENGTH, language
from etl_project.transforms.texts import one_line, paragraphs, without_joiners
from etl_project.transforms.urls import canonical_address, web_host

LOW_CONFIDENCE = 0.75
"""body_confidence below which a text is flagged: on annotated pages, F1 of such texts is .5 or less, of the others .95."""

QUALITY_FLAGS = {
    "ambiguous_date": "Day and month may be swapped; the interval holds both readings.",
    "capture_time_unknown": "The time is an age (3 hours ago), and nothing tells when the page was fetched.",
    "dates_disagree": "Pages date the article differently; the times are those of the best evidence.",
    "date_order_contradicted": "The date cannot be in the order of day and month that the site is known to write.",
    "empty_body": "Only the headline stands on the page.",
    "furniture_removed": "Lines that the site prints below many articles were taken out of the text (core.furniture).",
    "future_date": "The page dates the article after its own capture.",
    "low_confidence": f"The text may well not be the article's: body_confidence is below {LOW_CONFIDENCE}.",
    "publisher_unknown": "The page names no publisher, and its host is not known or an aggregator's.",
    "short_body": f"The text has fewer than {SHORT_BODY} words.",
    "title_is_body": "The text only repeats the headline.",
    "undated": "Nothing on the page bounds the time of publication.",
    "unreadable_date": "The page has a publication time that cannot be read.",
    "updated_time": "The page tells when the article was changed, not when it was published.",
}
"""Every flag that quality_flags may hold, with its meaning. Those on dates are given by `etl_project.transforms.dates`,
`dates_disagree` by `etl_project.transforms.articles`, `furniture_removed` by `etl_project.transforms.furniture`."""

_DATE_TEXT_LENGTH = 1000
"""Characters of headline and text in which weekdays and dates are looked for."""
_TEXT = pl.String()


def normalise(appearances: pl.DataFrame, captures: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Bring articles into comparable form, one row per appearance, in the order given.

    - publisher: whom the label names in the registry, else whose page it is, else the label as seen. A main article
      without a label on a site that the registry does not know has the host for a publisher.
    - order of day and month, and time zone: those of the publisher whose page it is; an aggregator writes dates its own way.
    - language, authors, agency: see the modules of those names.
    - identities: hash of the canonical address, and hash of publisher_key and the folded headline.

    Args:
        appearances: rows of staging.appearances.
        captures: rows of raw.captures, those of the appearances' pages among them.
        registry: the known publishers.

    Returns:
        Rows of staging.normalised without run_id.
    """
    pages = captures.select("capture_key", "host", "captured_at")
    frame = appearances.join(pages, on="capture_key", how="left", maintain_order="left").with_columns(
        one_line(pl.col("title")).fill_null(""),
        one_line(pl.col("publisher_label")),
        paragraphs(pl.col("byline")),
        paragraphs(pl.col("body")),
    )
    frame = _with_publisher(frame, registry)
    frame = _with_text(frame, registry)
    dates = resolve_dates(
        frame.select(
            *("appearance_key", "capture_key", "load_date", "host", "published_raw", "published_source", "date_order"),
            *("publisher_date_order", "time_zone", "captured_at", "article_url"),
            text=pl.concat_str("title", "body", separator="\n").str.slice(0, _DATE_TEXT_LENGTH),
        )
    )
    return _with_flags(
        frame.with_columns(
            dates.select(
                *("published_at", "published_on", "published_lo", "published_hi", "published_precision"),
                *("published_method", "date_order_basis", "date_flags"),
            )
        )
    ).select(
        *("appearance_key", "publisher_key", "publisher_name", "title", "body", "body_sha256", "lead", "authors"),
        *(
            "language",
            "word_count",
            pl.col("captured_at").alias("seen_at"),
            "published_at",
            "published_on",
            "published_lo",
        ),
        *("published_hi", "published_precision", "published_method", "date_order_basis", "published_raw"),
        *("credited_agency", "url_identity", "title_identity", "is_truncated", "is_paywalled", "quality_flags"),
        *("load_date", "parser_version"),
    )


def _with_publisher(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Add publisher_name and publisher_key, and publisher_date_order and time_zone of the page's owner."""

    def name(label: str | None, host: str | None, address_host: str | None, role: str) -> str | None:
        sites = (site for site in (host, address_host) if site and not registry.is_aggregator(site))
        site = next(sites, None)
        known = registry.find(label, site) or registry.owner(site)
        return known.name if known else label or (site if role == "main" else None)

    def conventions(host: str | None) -> dict[str, str | None]:
        owner = registry.owner(host)
        return {
            "publisher_date_order": owner.date_order if owner else None,
            "time_zone": owner.time_zone if owner else None,
        }

    frame = frame.with_columns(
        address_host=over_distinct(frame, ["article_url"], lambda url: url and web_host(url), _TEXT),
        conventions=over_distinct(
            frame, ["host"], conventions, pl.Struct({"publisher_date_order": _TEXT, "time_zone": _TEXT})
        ),
    ).unnest("conventions")
    frame = frame.with_columns(
        publisher_name=over_distinct(frame, ["publisher_label", "host", "address_host", "role"], name, _TEXT)
    )
    return frame.with_columns(
        publisher_key=over_distinct(frame, ["publisher_name"], lambda seen: seen and publisher_key(seen), _TEXT)
    )


def _with_text(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Add what is read from headline, text, byline and address."""

    def authors(byline: str | None, publisher: str | None) -> list[str]:
        names = persons(byline, registry.labels) if byline else []
        return [name for name in names if fold(name) != fold(publisher or "")]

    def url_identity(url: str | None) -> str | None:
        address = canonical_address(url) if url else None
        return stable_key(address) if address else None

    body = pl.col("body")
    frame = with_body_facts(frame).with_columns(
        bare_title=without_joiners(pl.col("title")),
        sample=pl.concat_str("title", "body", separator="\n").str.slice(0, SAMPLE_LENGTH),
        head=body.str.slice(0, HEAD_LENGTH),
        tail=body.str.tail(TAIL_LENGTH),
    )
    return frame.with_columns(
        language=over_distinct(frame, ["sample", "language_declared"], language, _TEXT),
        authors=over_distinct(frame, ["byline", "publisher_name"], authors, pl.List(_TEXT)),
        credited_agency=over_distinct(
            frame, ["head", "tail", "byline", "publisher_name"], AgencyCredits(registry).find, _TEXT
        ),
        url_identity=over_distinct(frame, ["article_url"], url_identity, _TEXT),
        title_identity=over_distinct(
            frame, ["publisher_key", "bare_title"], lambda key, title: stable_key(key, fold(title)), _TEXT
        ),
    )


def _with_flags(frame: pl.DataFrame) -> pl.DataFrame:
    """Add quality_flags, sorted."""
    conditions = {
        "undated": pl.col("published_lo").is_null() & pl.col("published_hi").is_null(),
        "publisher_unknown": pl.col("publisher_key").is_null(),
        "low_confidence": (pl.col("body_confidence") < LOW_CONFIDENCE) & (pl.col("body") != ""),
    }
    flags = [pl.when(condition).then(pl.lit(flag)) for flag, condition in conditions.items()]
    own_flags = pl.concat_list(flags).list.drop_nulls()
    return frame.with_columns(
        quality_flags=pl.concat_list(own_flags, "body_flags", "date_flags").list.unique().list.sort()
    )
