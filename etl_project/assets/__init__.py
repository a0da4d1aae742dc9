"""Assets, one module a layer. They launch the steps of `etl_project.steps` and report what came of them."""

import dagster as dg

from etl_project.assets.core import core_assets
from etl_project.assets.load import load_assets, raw_pages
from etl_project.assets.marts import mart_assets
from etl_project.assets.publication import publication_assets


def build_assets(partitions_def: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Every asset, in the order of the flow, partitioned by load date."""
    return [
        raw_pages(partitions_def),
        load_assets(partitions_def),
        core_assets(partitions_def),
        mart_assets(partitions_def),
        publication_assets(partitions_def),
    ]
