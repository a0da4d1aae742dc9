"""Resources: what assets reach the world through. Settings become resources in `resources_from`, and nowhere else."""

from contextlib import ExitStack
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from etl_project.execution import Executor, InProcess, ProcessPool, RayCluster
from etl_project.publication import PublicationFolder
from etl_project.readers import Limits
from etl_project.registry import Registry, load_registry
from etl_project.settings import Settings
from etl_project.storage import Root, root_at
from etl_project.warehouse import Warehouse


class PagesResource(dg.ConfigurableResource[None]):
    """The raw pages, and how to take them apart and compare them."""

    raw_root: str
    registry_path: str
    executor: str
    cluster_address: str | None
    workers: int
    page_seconds: float
    page_memory_mb: int
    max_page_bytes: int
    max_file_bytes: int
    max_attempts: int
    copy_window_days: int

    @property
    def root(self) -> Root:
        return root_at(self.raw_root)

    @property
    def limits(self) -> Limits:
        return Limits(max_page_bytes=self.max_page_bytes, max_file_bytes=self.max_file_bytes)

    def make_executor(self) -> Executor:
        if self.executor == "in_process":
            return InProcess()
        if self.executor == "cluster":
            assert self.cluster_address is not None
            return RayCluster(self.cluster_address, self.page_seconds, self.page_memory_mb)
        return ProcessPool(self.workers, self.page_seconds, self.page_memory_mb)

    def load_registry(self) -> Registry:
        return load_registry(Path(self.registry_path))


class WarehouseResource(dg.ConfigurableResource[None]):
    """The pipeline's own DuckDB file."""

    path: str
    wait_seconds: float
    memory_limit_mb: int

    _turn: ExitStack = PrivateAttr(default_factory=ExitStack)

    def get(self) -> Warehouse:
        return Warehouse(Path(self.path), self.wait_seconds, self.memory_limit_mb)

    def take_turn(self, purpose: str) -> None:
        """Keep other runs out until this one has ended: they would change tables that its next step builds upon.

        Raises:
            BusyError: another run was at work for longer than `wait_seconds`.
        """
        self._turn.enter_context(self.get().turn(purpose))

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """End the turn. Dagster calls it at the end of the run, however that ends."""
        self._turn.close()


class PublicationResource(dg.ConfigurableResource[None]):
    """The folder of publications, and that of the check pages."""

    root: str
    keep: int
    wait_seconds: float
    reports_root: str

    def get(self) -> PublicationFolder:
        return PublicationFolder(Path(self.root), self.keep, self.wait_seconds)

    @property
    def reports(self) -> Path:
        return Path(self.reports_root)


def resources_from(settings: Settings) -> dict[str, dg.ResourceDefinition]:
    """The resources that the settings describe, by the names that assets ask for.

    Their values are final. To Dagster they are defaults, which the config of any run overrides: whoever could launch a run
    could have it read and write wherever this user may.
    """
    resources: dict[str, dg.ConfigurableResource[None]] = {
        "pages": PagesResource(
            raw_root=str(settings.raw_root),
            registry_path=str(settings.registry),
            executor=settings.executor,
            cluster_address=settings.cluster_address,
            workers=settings.workers,
            page_seconds=settings.page_seconds,
            page_memory_mb=settings.page_memory_mb,
            max_page_bytes=settings.max_page_bytes,
            max_file_bytes=settings.max_file_bytes,
            max_attempts=settings.max_attempts,
            copy_window_days=settings.copy_window_days,
        ),
        "warehouse": WarehouseResource(
            path=str(settings.warehouse),
            wait_seconds=settings.warehouse_wait_seconds,
            memory_limit_mb=settings.memory_limit_mb,
        ),
        "publications": PublicationResource(
            root=str(settings.published),
            keep=settings.keep_publications,
            wait_seconds=settings.warehouse_wait_seconds,
            reports_root=str(settings.reports),
        ),
    }
    return {
        name: resource.get_resource_definition().configured(resource.model_dump())
        for name, resource in resources.items()
    }
