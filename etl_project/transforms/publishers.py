"""All publishers: those that the registry knows, and those that pages name besides."""

from collections.abc import Iterable

import polars as pl

from etl_project.registry import Registry
from etl_project.text import fold
from etl_project.transforms.texts import one_line


def publishers(registry: Registry, seen: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.publishers without run_id, ordered by publisher_key.

    Publishers of the registry are always there, with the labels under which they were met besides. One that was met
    only has the name that it was first seen under (of several on one day, the first in code point order), its other
    labels as aliases, and as domain the only host that has pages of it and of nobody else.

    Args:
        registry: what is known beforehand.
        seen: what was met: publisher_key, publisher_name, publisher_label, host and load_date, in any order, with
            or without repetitions. Rows without a publisher_key are passed over.
    """
    seen = seen.drop_nulls("publisher_key").with_columns(one_line(pl.col("publisher_label")))
    met = seen.group_by("publisher_key").agg(
        seen_name=pl.col("publisher_name").sort_by("load_date", "publisher_name").first(),
        labels=pl.concat([pl.col("publisher_name"), pl.col("publisher_label")]).drop_nulls().unique(),
        load_date=pl.col("load_date").max(),
    )
    table = (
        registry.frame.with_columns(registry_status=pl.lit("curated"))
        .join(met, on="publisher_key", how="full", coalesce=True)
        .join(_own_hosts(registry, seen), on="publisher_key", how="left")
        .with_columns(pl.coalesce("name", "seen_name").alias("name"))
        .sort("publisher_key")
    )
    aliases = [
        _distinct_names(name, known or [], labels or [])
        for name, known, labels in table.select("name", "aliases", "labels").iter_rows()
    ]
    return table.select(
        "publisher_key",
        "name",
        pl.Series("aliases", aliases, dtype=pl.List(pl.String)),
        pl.coalesce("domain", "own_host").alias("domain"),
        "country",
        "date_order",
        "time_zone",
        pl.col("is_wire").fill_null(False),
        pl.col("registry_status").fill_null("seen"),
        "load_date",
    )


def _own_hosts(registry: Registry, seen: pl.DataFrame) -> pl.DataFrame:
    """publisher_key and own_host of publishers with a single host, which nobody else has pages on."""
    hosts = seen.select("publisher_key", "host").drop_nulls().unique()
    is_free = [registry.owner(host) is None and not registry.is_aggregator(host) for host in hosts["host"]]
    return (
        hosts.filter(pl.Series(is_free, dtype=pl.Boolean))
        .filter(pl.len().over("host") == 1)
        .filter(pl.len().over("publisher_key") == 1)
        .rename({"host": "own_host"})
    )


def _distinct_names(name: str, known: Iterable[str], labels: Iterable[str]) -> list[str]:
    """Names other than `name`, the known ones first, of those that fold alike the first only."""
    found = {fold(name): name}
    for label in (*known, *sorted(labels)):
        found.setdefault(fold(label), label)
    return list(found.values())[1:]
