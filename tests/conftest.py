"""What several rooms' tests stand on: a site and a virtual kit, run as people run them."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from ipaddress import IPv4Network
from pathlib import Path

import nbval.kernel
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from jupyter_client.manager import KernelManager
from process_state import ProcessState
from running_program import running
from running_site import CopyDemo, RunningSite, StartSite
from shared_kit import Gateway, SharedKit

from campus5g.inventory import load_inventory
from campus5g.kit import Kit, connect
from campus5g.kit.starting.private import start_gateway
from campus5g.places import KITS
from campus5g.site.running.ports import free_ports
from campus5g.whole_file import turn

# How long an example takes says more of the machine than of what is tested.
# Both start from hypothesis's defaults, not from those that it has for CI.
USUAL = settings.get_profile("default")
settings.register_profile(
    "the same", parent=USUAL, deadline=None, derandomize=True, max_examples=25
)
# The same examples show the effect of a change; --hypothesis-profile=hunting looks for others.
settings.register_profile("hunting", parent=USUAL, deadline=None, max_examples=2000)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the state of kits and sites in a folder of this test run."""
    folder = tempfile.TemporaryDirectory(prefix="campus5g-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["CAMPUS5G_DATA"] = str(Path(folder.name) / "data")
    # As in a virtual environment that is activated, and as the site starts its programs.
    scripts = sysconfig.get_path("scripts")
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
    # Ports that Jupyter has chosen may be taken before the kernel of a notebook listens.
    sockets = str(Path(folder.name) / "kernel")
    nbval.kernel.KernelManager = partial(KernelManager, transport="ipc", ip=sockets)
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("the same")
        # Otherwise examples depend on the constants of the modules that happen to be loaded.
        providers._get_local_constants = lambda: providers._local_constants


@pytest.fixture(autouse=True)
def process_state() -> Iterator[None]:
    """Put the state of this process back after each test; fail one that should have done so."""
    before = ProcessState.read()
    yield
    if changed := before.put_back():
        pytest.fail(f"The test has left changed: {', '.join(changed)}.", pytrace=False)


@pytest.fixture(scope="session")
def start_site() -> Iterator[StartSite]:
    """Start sites on free ports; whatever still runs at the end is stopped."""
    started = []

    def start(
        data: Path,
        port: int | None = None,
        options: Sequence[str] = (),
        within: Sequence[str] = (),
    ) -> RunningSite:
        chosen = port or free_ports(1)[0]
        process = subprocess.Popen(
            [
                *within,
                *(sys.executable, "-c", "from campus5g.commands.main import main; main()", "start"),
                *("--data", str(data), "--port", str(chosen), "--no-browser", *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
        )
        site = RunningSite(process, chosen, data)
        started.append(site)
        return site

    yield start
    for site in started:
        site.stop()


@pytest.fixture(scope="session")
def copy_demo(
    start_site: StartSite, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> CopyDemo:
    """Copy the data that a site leaves after its first start, which releases the whole catalogue.

    All workers of a run copy one.
    """
    run = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        run = run.parent
    data = run / "demo"
    with turn(run):
        if not data.exists():
            first = start_site(tmp_path_factory.mktemp("first-start") / "data")
            first.wait_until_open()
            first.stop()
            first.data.rename(data)

    def copy(to: Path) -> Path:
        return shutil.copytree(data, to)

    return copy


@pytest.fixture(scope="session")
def virtual_kit() -> Iterator[SharedKit]:
    """The virtual kit of this process, with its inventory moved to its block."""
    with running(
        [
            *(sys.executable, "-m", "campus5g.virtualkit"),
            *("--owner", f"tests {os.getpid()}", "--until-stdin-closes"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        block = IPv4Network(json.loads(process.stdout.readline())["block"])
        kit = SharedKit(process, block, load_inventory(KITS / "virtual.yaml").moved_to(block))
        kit.note_as_new()
        yield kit


@pytest.fixture(scope="session")
def gateway(virtual_kit: SharedKit) -> Iterator[Gateway]:
    """The gateway of that kit."""
    url, token, process = start_gateway(KITS / "virtual.yaml", str(virtual_kit.block))
    virtual_kit.gateway = Gateway(url, token)
    yield virtual_kit.gateway
    process.end()


@pytest.fixture(autouse=True)
def shared_kit_as_new(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the shared kit back as new after each test that had it, whatever the test did to it."""
    if "virtual_kit" not in request.fixturenames:
        yield
        return
    kit: SharedKit = request.getfixturevalue("virtual_kit")
    yield
    kit.restore()


@pytest.fixture
def k(gateway: Gateway) -> Iterator[Kit]:
    """A client of that kit, for each test."""
    with connect(url=gateway.url, token=gateway.token) as kit:
        yield kit
