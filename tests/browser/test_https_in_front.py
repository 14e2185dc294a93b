"""nginx in front of the site, as docs/nginx has it: people come by HTTPS, to every part."""

import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from authority import Authority
from campus_pages import Portal, sign_in
from headless_chromium import PATIENCE_MS
from playwright.sync_api import Browser, BrowserContext, expect
from running_program import running
from running_site import CopyDemo, RunningSite, StartSite

from campus5g.places import HOUSE
from campus5g.site.demonstration.cohort import LEARNER
from campus5g.site.running.ports import free_ports

CONFIGURATION = HOUSE / "docs" / "nginx" / "campus5g.conf"
# What Debian's own nginx.conf says around it, without its folders.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    include {folder}/campus5g.conf;
}}
"""

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@dataclass(frozen=True)
class Front:
    """Where nginx answers, and whose word its certificate is."""

    plain: str
    secure: str
    authority: Path


@pytest.fixture(scope="module")
def site(
    start_site: StartSite, copy_demo: CopyDemo, tmp_path_factory: pytest.TempPathFactory
) -> RunningSite:
    """A separate site: what is open in a learner's JupyterLab is open there the next time."""
    running = start_site(copy_demo(tmp_path_factory.mktemp("fronted") / "data"))
    running.wait_until_open()
    return running


@pytest.fixture(scope="module")
def front(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Where nginx answers by HTTP and by HTTPS."""
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure = free_ports(2)
    authority = Authority(folder / "authority")
    files = authority.certifies("127.0.0.1")
    text = CONFIGURATION.read_text()
    for written, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "127.0.0.1:8000": f"127.0.0.1:{site.port}",
        "/etc/ssl/campus.example.crt": str(files.certificate),
        "/etc/ssl/private/campus.example.key": str(files.key),
    }.items():
        assert written in text
        text = text.replace(written, here)
    (folder / "campus5g.conf").write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    assert nginx, "Install nginx: apt install nginx-light"
    with running([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]):
        # It answers a moment after it has started.
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"http://127.0.0.1:{plain}/")
        yield Front(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", authority.file)


@pytest.fixture
def learner(chromium: Browser, front: Front) -> Iterator[BrowserContext]:
    # Chromium trusts only the machine's authorities.
    with chromium.new_context(
        base_url=front.secure, ignore_https_errors=True, locale="fr-FR"
    ) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


def test_plain_http_is_redirected_to_https(front: Front) -> None:
    answer = httpx.get(f"{front.plain}/services/portal/?a=b")

    assert answer.status_code == 301
    assert answer.headers["location"] == "https://127.0.0.1/services/portal/?a=b"


def test_the_site_sends_strict_transport_security(front: Front) -> None:
    with httpx.Client(verify=ssl.create_default_context(cafile=front.authority)) as client:
        answer = client.get(f"{front.secure}/hub/login")

    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_lab_runs_over_https_without_an_unencrypted_session(
    learner: BrowserContext, site: RunningSite
) -> None:
    page = learner.new_page()
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    portal = Portal(page)

    portal.open_lab("Faire connaissance avec le kit")

    # Only a kernel that speaks over its WebSocket is known to be idle.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("(ipykernel) | Inactif")
    assert page.url.startswith("https://")
    # The token of forms opens nothing without a session.
    sessions = [each for each in learner.cookies() if each.get("name") != "_xsrf"]
    assert "jupyterhub-session-id" in {each.get("name") for each in sessions}
    assert [each.get("name") for each in sessions if not each.get("secure")] == []
