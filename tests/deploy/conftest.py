"""One helm, and one rendering with the shipped values, for all tests of the chart."""

from pathlib import Path

import pytest
from rendered_chart import Manifest, helm, render


@pytest.fixture(scope="session")
def helm_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return helm(tmp_path_factory.mktemp("helm"))


@pytest.fixture(scope="session")
def shipped(helm_program: Path) -> list[Manifest]:
    return render(helm_program, "--set", "kits.cidrs={192.0.2.0/28}")
