from pathlib import Path

import pytest

from campus5g import places
from campus5g.authoring.own_content import own
from campus5g.errors import CampusError


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what an installed package teaches."""
    content = tmp_path / "site-packages" / "campus5g" / "content"
    monkeypatch.setattr(places, "CHECKOUT", None)
    monkeypatch.setattr(places, "HOUSE", content)
    return content


def test_in_a_checkout_authors_write_in_its_courses() -> None:
    assert own(places.COURSES) == places.COURSES


def test_authors_do_not_write_in_an_installed_package(wheel: Path) -> None:
    with pytest.raises(CampusError, match="part of the installed package") as refused:
        own(wheel / "courses" / "essentials")

    assert "--courses" in refused.value.remedy


def test_with_an_installed_package_authors_write_in_their_own_folders(
    wheel: Path, tmp_path: Path
) -> None:
    assert own(tmp_path / "mine") == tmp_path / "mine"


@pytest.mark.usefixtures("wheel")
def test_with_an_installed_package_a_new_kit_goes_to_the_working_folder() -> None:
    assert places.new_inventory_file("hall-2") == Path("hall-2.yaml")


def test_in_a_checkout_a_new_kit_joins_the_others() -> None:
    assert places.new_inventory_file("hall-2") == places.KITS / "hall-2.yaml"
