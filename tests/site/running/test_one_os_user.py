"""A site whose people share one OS user: closed to others, and plain about root."""

import os
from pathlib import Path

import pytest
from running_site import StartSite

pytestmark = pytest.mark.everything


def test_a_data_folder_that_was_open_is_closed_and_root_is_told_what_it_means(
    start_site: StartSite, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)

    site = start_site(data)
    site.wait_until_open()

    assert data.stat().st_mode & 0o777 == 0o700
    assert "was open to other users" in site.said
    assert ("runs as root" in site.said) == (os.geteuid() == 0)
