"""`campus5g docs`: builds the documentation where it is not up to date, shows it offline."""

import threading
from pathlib import Path

import httpx
import pytest

from campus5g.commands import docs
from campus5g.errors import CampusError


def test_the_server_serves_its_folder_on_the_loopback_address(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the documentation")
    with docs.documentation_server(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        answer = httpx.get(f"http://127.0.0.1:{server.server_port}/")

        server.shutdown()
    assert answer.text == "the documentation"


def test_a_port_in_use_is_reported_with_a_remedy(tmp_path: Path) -> None:
    with docs.documentation_server(tmp_path, 0) as server, pytest.raises(CampusError) as refused:
        docs.documentation_server(tmp_path, server.server_port)

    assert "--port" in refused.value.remedy


def test_an_installed_copy_says_that_a_checkout_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs, "_CONFIGURATION", tmp_path / "mkdocs.yml")

    with pytest.raises(CampusError, match="checkout"):
        docs.build_if_changed()


def test_missing_packages_are_reported_with_the_install_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs, "_BUILT", tmp_path)
    monkeypatch.setattr(docs, "find_spec", lambda _: None)

    with pytest.raises(CampusError) as refused:
        docs.build_if_changed()

    assert "./campus docs" in refused.value.remedy


def test_up_to_date_docs_are_not_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitemap.xml").touch()
    monkeypatch.setattr(docs, "_BUILT", tmp_path)
    monkeypatch.setattr(docs, "find_spec", lambda _: None)

    docs.build_if_changed()
