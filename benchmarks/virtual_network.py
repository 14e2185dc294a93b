"""The virtual network: exactness of its delays, packets and registrations a second, idle load.

Run it on a quiet machine: ``.venv/bin/python benchmarks/virtual_network.py [--json]``. Delays are
wall-clock times and suffer from other load; what is counted per CPU second does not.
"""

import argparse
import asyncio
import gc
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import psutil

from campus5g.inventory import Inventory, load_inventory
from campus5g.kit import Kit, connect
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.places import KITS

UE = "agv"
PROBES = 2000
PROBE_INTERVAL_MS = 5.0
OFFERED_PER_S = 9000
OFFERED_S = 4
PORT = 5201
PAYLOAD = bytes(200)
IDLE_S = 10
ROUNDS = 15


@dataclass(frozen=True)
class Figure:
    """One measured number beside its target; `at_least` says on which side it should be."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile by the nearest rank."""
    return sorted(values)[min(len(values) - 1, int(percent / 100 * len(values)))]


def delay_excess(kit: Kit) -> list[Figure]:
    """Measure by how much a round trip takes longer than the model says."""
    table = kit.latency(UE, count=PROBES, interval_ms=PROBE_INTERVAL_MS).table()
    intended_ms = table.filter(regex="^emulated_.*_ms$").sum(axis=1)
    excess = (table["rtt_ms"] - intended_ms)[~table["lost"]].tolist()
    return [
        Figure("measured minus intended delay, p50", percentile(excess, 50), "ms", 0.15),
        Figure("measured minus intended delay, p99", percentile(excess, 99), "ms", 1.5),
    ]


def throughput(inventory: Inventory, network: psutil.Process) -> list[Figure]:
    """Let a real program send to another across the network, with the tap on N3 read."""
    assert inventory.user_plane is not None
    device = inventory.user_plane.devices[UE]
    point = inventory.capture["n3"]
    tap = socket.create_connection((point.host, point.port))
    drain = threading.Thread(target=read_all, args=(tap,), daemon=True)
    drain.start()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        receiver.bind((str(device.serves_at), PORT))
        receiver.settimeout(2)
        arrivals: list[float] = []
        counting = threading.Thread(target=count_arrivals, args=(receiver, arrivals))
        counting.start()
        before = sum(network.cpu_times()[:2])
        began = time.perf_counter()
        for number in range(OFFERED_PER_S * OFFERED_S):
            while time.perf_counter() - began < number / OFFERED_PER_S:
                time.sleep(0.0005)
            sender.sendto(PAYLOAD, (str(device.reached_at), PORT))
        counting.join()
        cpu_s = sum(network.cpu_times()[:2]) - before
    tap.shutdown(socket.SHUT_RDWR)
    drain.join()
    tap.close()
    span_s = arrivals[-1] - arrivals[0]
    return [
        Figure("packets a second, tap on", len(arrivals) / span_s, "1/s", 5000, at_least=True),
        Figure("packets a CPU second, tap on", len(arrivals) / cpu_s, "1/s", 5000, at_least=True),
        Figure("of the packets offered, lost", 1 - len(arrivals) / OFFERED_PER_S / OFFERED_S, ""),
    ]


def read_all(stream: socket.socket) -> None:
    """Read a stream to its end."""
    while stream.recv(1 << 20):
        pass


def count_arrivals(receiver: socket.socket, arrivals: list[float]) -> None:
    """Record when each datagram arrives, until no more arrive."""
    try:
        while receiver.recv(2048):
            arrivals.append(time.perf_counter())
    except TimeoutError:
        pass


def idle_load(network: psutil.Process) -> Figure:
    """Measure the network's idle load."""
    before = sum(network.cpu_times()[:2])
    time.sleep(IDLE_S)
    used_s = sum(network.cpu_times()[:2]) - before
    return Figure("CPU while idle", 100 * used_s / IDLE_S, "%", 1.0)


async def registrations() -> Figure:
    """Register two UEs repeatedly; measure the cost of the registrations alone."""
    # pycrate warns of an absent library of ciphers; the kit has its own.
    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    from campus5g.virtualkit.network import VirtualNetwork
    from campus5g.virtualkit.scenarios.scenario import load_scenario

    gc.freeze()
    inventory = load_inventory(KITS / "virtual.yaml")
    network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
    await network.start()
    ues = [network.ues[name] for name in ("camera", UE)]
    cpu_s = 0.0
    for _ in range(ROUNDS):
        for ue in ues:
            await ue.power_off()
        began = time.process_time()
        for ue in ues:
            ue.power_on()
        for ue in ues:
            await ue.settled.wait()
        cpu_s += time.process_time() - began
    rate = ROUNDS * len(ues) / cpu_s
    return Figure("registrations a CPU second", rate, "1/s", 50, at_least=True)


def measure() -> list[Figure]:
    """Measure everything on one kit, and the registrations in this process."""
    with start_private_kit() as running, connect(url=running.url, token=running.token) as kit:
        network = psutil.Process(running.pids[0])
        figures = delay_excess(kit)
        figures += throughput(inventory_of(running), network)
        figures.append(idle_load(network))
    figures.append(asyncio.run(registrations()))
    return figures


def inventory_of(running: PrivateKit) -> Inventory:
    """Return a kit's inventory, moved to the block that its gateway answers in."""
    from ipaddress import IPv4Network

    host = running.url.partition("//")[2].partition(":")[0]
    block = IPv4Network(f"{host}/24", strict=False)
    return load_inventory(KITS / "virtual.yaml").moved_to(block)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print data")
    as_json = parser.parse_args().json
    load = os.getloadavg()[0]
    figures = measure()
    if as_json:
        rows = [{**asdict(figure), "met": figure.met} for figure in figures]
        print(json.dumps({"load_before": load, "figures": rows}, indent=2))
        return
    print(f"load of this machine before: {load:.1f} on {os.cpu_count()} CPUs")
    for figure in figures:
        aim = ""
        if figure.target is not None:
            side = "at least" if figure.at_least else "at most"
            mark = "✓" if figure.met else "✗"
            aim = f"   {mark} target: {side} {figure.target:g}"
        print(f"{figure.name:36} {figure.value:10.3f} {figure.unit:4}{aim}")


if __name__ == "__main__":
    main()
