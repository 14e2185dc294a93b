"""Takes the captures in ``data/``, on virtual kits.

``.venv/bin/python labs/packet-capture/making/captures.py`` takes them again. Identities, temporary
names and tunnel numbers come from seeds and are the same each time; only times and interleaving
differ.
"""

import asyncio
import contextlib
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import yaml

from campus5g.inventory import claim_block, load_inventory
from campus5g.kit import Kit, connect
from campus5g.kit.measuring.capturing import KitCapture
from campus5g.kit.starting.private import VIRTUAL, start_gateway, start_private_kit
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario
from campus5g.virtualkit.timing.exact_loop import exact_loop

FOLDER = Path(__file__).parent.parent / "data"
SIGNALLING = ("n2", "n4")
ALL_POINTS = ("n2", "n3", "n4", "n6")
READY_WITHIN_S = 60.0

QUAY_IMSIS = {
    "camera": "001010000000147",
    "agv": "001010000000258",
    "badge": "001010000000369",
}
QUAY_SEED, WEIGHBRIDGE_SEED, CRANE_SEED, TRACTOR_SEED = 11, 12, 13, 14


@dataclass(frozen=True)
class Shot:
    """One capture: where it was taken, and what was done meanwhile."""

    points: tuple[str, ...]
    meanwhile: Callable[[Kit, KitCapture], object]

    def take(self, kit: Kit, file: Path) -> None:
        """Capture, and write the file."""
        with kit.capture(*self.points) as capture:
            self.meanwhile(kit, capture)
        shutil.copyfile(capture.path, file)


def restart(ue: str) -> Callable[[Kit, KitCapture], object]:
    """Return what restarts a device."""
    return lambda kit, capture: kit.ue(ue).restart()


def restart_and_talk(kit: Kit, capture: KitCapture) -> None:
    """Restart the AGV and let it use both its flows: test packets, and its commands."""
    kit.ue("agv").restart()
    kit.latency("agv", count=20, interval_ms=30)


def rewind_and_restart(kit: Kit, capture: KitCapture) -> None:
    """Have the core forget challenges that the camera's SIM has seen, then restart the camera."""
    kit.network().rewind("camera")
    kit.ue("camera").restart()


QUAY = {
    "quay-camera": Shot(SIGNALLING, restart("camera")),
    "quay-agv": Shot(ALL_POINTS, restart_and_talk),
}
"""Taken one after the other on the same kit."""


def take_all(folder: Path) -> None:
    """Take the five captures into a folder."""
    with quay_kit() as kit:
        for name, shot in QUAY.items():
            shot.take(kit, folder / f"{name}.pcapng")
    for name, scenario, seed, shot in (
        ("weighbridge", "refused", WEIGHBRIDGE_SEED, Shot(SIGNALLING, restart("badge"))),
        ("crane", "misconfigured", CRANE_SEED, Shot(SIGNALLING, restart("camera"))),
        ("tractor", "nominal", TRACTOR_SEED, Shot(SIGNALLING, rewind_and_restart)),
    ):
        with start_private_kit(scenario=scenario, seed=seed, owner=f"capture {name}") as private:
            shot.take(connect(url=private.url, token=private.token), folder / f"{name}.pcapng")


def quay_inventory() -> dict[str, Any]:
    """Return the inventory of the quay: the virtual kit with other numbers all over."""
    quay: dict[str, Any] = yaml.safe_load(VIRTUAL.read_text("utf-8"))
    quay["name"] = "quay"
    quay["cell"]["plmn"] = "00101"
    quay["slices"] = [
        {"name": "office", "sst": 3, "sd": "00a001", "five_qi": 7, "dnn": "internet"},
        {"name": "machines", "sst": 4, "sd": "00a002", "five_qi": 85, "dnn": "machines"},
    ]
    quay["core"] |= {
        "amf": "172.20.1.5",
        "smf": "172.20.1.4",
        "upf": "172.20.1.7",
        "data_network": "172.20.6.10",
        "ue_pool": "10.60.0.0/16",
    }
    quay["gnb"]["address"] = "172.20.1.3"
    quay["neighbours"][0]["address"] = "172.20.1.6"
    for ue, imsi in QUAY_IMSIS.items():
        quay["ues"][ue]["imsi"] = imsi
    return quay


@contextlib.contextmanager
def quay_kit() -> Iterator[Kit]:
    """Start the quay's kit: its cards are no scenario's, so its network runs in this process."""
    with tempfile.TemporaryDirectory() as folder, claim_block("capture quay") as block:
        file = Path(folder) / "quay.yaml"
        file.write_text(yaml.safe_dump(quay_inventory(), allow_unicode=True), "utf-8")
        with _network(file, block.network):
            url, token, gateway = start_gateway(file, str(block.network), learner="author")
            try:
                yield connect(url=url, token=token)
            finally:
                gateway.end()


@contextlib.contextmanager
def _network(file: Path, block: IPv4Network) -> Iterator[None]:
    """Run the quay's network in a thread while the block runs."""
    inventory = load_inventory(file).moved_to(block)
    home = load_inventory(VIRTUAL)
    scenario = _with_quay_cards(
        load_scenario("nominal", home), {home.ues[ue].imsi: imsi for ue, imsi in QUAY_IMSIS.items()}
    )
    started = threading.Event()
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def run() -> None:
        async with contextlib.AsyncExitStack() as stack:
            ended = asyncio.Event()
            network = VirtualNetwork(inventory, scenario, QUAY_SEED)
            await network.listen(stack)
            await network.start()
            loops.append((asyncio.get_running_loop(), ended))
            started.set()
            await ended.wait()

    def in_thread() -> None:
        with asyncio.Runner(loop_factory=exact_loop) as runner:
            runner.run(run())

    thread = threading.Thread(target=in_thread, name="quay", daemon=True)
    thread.start()
    if not started.wait(READY_WITHIN_S):
        raise SystemExit("The network of the quay did not start.")
    try:
        yield
    finally:
        loop, ended = loops[0]
        loop.call_soon_threadsafe(ended.set)
        thread.join()


def _with_quay_cards(scenario: Scenario, imsis: dict[str, str]) -> Scenario:
    """Return a scenario whose core knows the quay's cards in place of the virtual kit's."""
    known = {new: scenario.subscribers[imsi] for imsi, new in imsis.items()}
    return scenario.model_copy(update={"subscribers": known})


if __name__ == "__main__":
    # pycrate warns of an absent library of ciphers; the kit has its own.
    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    take_all(FOLDER)
    sys.stdout.write(f"Taken: {', '.join(sorted(each.name for each in FOLDER.glob('*.pcapng')))}\n")
