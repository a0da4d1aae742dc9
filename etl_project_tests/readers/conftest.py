from pathlib import Path

import pytest

from etl_project_tests.readers.folder import RawFolder


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path / "raw")
