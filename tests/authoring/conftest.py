"""The tiny lab, in a new folder for each test."""

from pathlib import Path

import pytest
from tiny_lab import write_lab

from campus5g.authoring.catalogue import Module


@pytest.fixture
def lab(tmp_path: Path) -> Module:
    return write_lab(tmp_path / "labs")
