"""How soon the robot stands, by what stops it or takes its driver away.

Run it on a quiet machine: ``.venv/bin/python benchmarks/robot_stop.py [--rounds 34] [--json]``.
``--load 20`` runs so many busy processes beside it, ``--pinned`` has everything share one CPU.

Each time the robot drives at the inventory's top speed, something happens, and the stop time is
read off the robot's own odometry, from then to the first message that says zero:

- ``notebook``, ``gateway``: the process is killed with -9
- ``silence``: the notebook is suspended while its connection stands
- ``cut``: nothing passes between notebook and gateway any more, and neither end notices
- ``both``: gateway and stopper are killed; only the robot's own timeout is left
- ``flood-100``, ``-400``, ``-1000``: a stranger stops the robot while its driver sends so many
  velocities a second
- ``own-stop-400``: the driver asks for the stop itself, after such a flood

Beside them stands what the brakes alone take, and how many stops took longer than half a second.
A flood of 1000 a second is more than the gateway takes: it ends the session within a second, so
that it is often the gateway that stops the robot.
"""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psutil
from websockets.sync.client import connect as connect_socket

from campus5g.inventory import load_inventory
from campus5g.kit import connect
from campus5g.kit.starting.private import VIRTUAL, start_gateway
from campus5g.kit.starting.processes import Child

LIMIT_S = 0.5
WITHIN_S = 60
BRAKES_MPS2 = 2.5
TURN_RADPS = 1.0

NOTEBOOK = """
import sys
from campus5g.kit import connect
with connect(url=sys.argv[1], token=sys.argv[2]) as k, k.robot().velocity() as drive:
    for state in drive.states(600):
        if drive.stopped:
            drive.reopen()
        drive.send(float(sys.argv[3]), float(sys.argv[4]))
"""

FLOOD = """
import json, signal, sys, threading, time
from websockets.sync.client import connect
url, token, speed, turn, rate_hz = *sys.argv[1:3], *map(float, sys.argv[3:])
stop_asked = []
signal.signal(signal.SIGUSR1, lambda *_: stop_asked.append(True))
address = url.replace("http", "ws", 1) + "/robots/agv/session"
headers = {"Authorization": f"Bearer {token}"}
order = json.dumps({"drive": {"speed_mps": speed, "turn_radps": turn}})
with connect(address, additional_headers=headers, proxy=None, compression=None) as session:
    session.recv()
    def listen():
        for frame in session:
            if json.loads(frame).get("stopped", {}).get("latched") and not stop_asked:
                session.send('{"reopen": {}}')
    threading.Thread(target=listen, daemon=True).start()
    began_s, sent = time.monotonic(), 0
    while not stop_asked:
        session.send(order)
        sent += 1
        time.sleep(max(0.0, began_s + sent / rate_hz - time.monotonic()))
    session.send('{"stop": {}}')
    time.sleep(600)
"""

RELAY = """
import asyncio, sys
async def carry(source, sink):
    try:
        while data := await source.read(65536):
            sink.write(data)
    finally:
        sink.close()
async def serve(reader, writer):
    there, back = await asyncio.open_connection(sys.argv[1], int(sys.argv[2]))
    await asyncio.gather(carry(reader, back), carry(there, writer))
async def run():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(run())
"""

BUSY = "while True: pass"


class Witness:
    """Follows the robot's odometry, past the gateway."""

    def __init__(self, url: str, full_mps: float) -> None:
        self._url = url
        self._full_mps = full_mps
        self._news = threading.Condition()
        self._motions: list[tuple[float, float, float]] = []

    @contextmanager
    def watching(self) -> Iterator["Witness"]:
        """Watch during the block."""
        with connect_socket(self._url, proxy=None, compression=None) as socket:
            socket.send(json.dumps({"op": "subscribe", "topic": "/odom"}))
            thread = threading.Thread(target=self._watch, args=(socket,))
            thread.start()
            yield self
            socket.close()
            thread.join()

    def wait_for_full_speed(self) -> None:
        """Wait until the robot drives at full speed."""
        began_s = time.time()
        self._first(lambda m: m[0] > began_s and m[1] >= self._full_mps)

    def stop_time_s(self, killed_s: float) -> float:
        """Return how long after a moment the robot is at rest, by its own clock."""
        return self._first(lambda m: m[0] > killed_s and not (m[1] or m[2])) - killed_s

    def _first(self, fits: Callable[[tuple[float, float, float]], bool]) -> float:
        deadline = time.monotonic() + WITHIN_S
        with self._news:
            while True:
                for motion in self._motions:
                    if fits(motion):
                        self._motions.clear()
                        return motion[0]
                if not self._news.wait(deadline - time.monotonic()):
                    raise TimeoutError("the robot does not do what it should")

    def _watch(self, socket: object) -> None:
        for frame in socket:  # type: ignore[attr-defined]
            message = json.loads(frame)["msg"]
            stamp, twist = message["header"]["stamp"], message["twist"]["twist"]
            with self._news:
                self._motions.append(
                    (
                        stamp["sec"] + stamp["nanosec"] / 1e9,
                        twist["linear"]["x"],
                        twist["angular"]["z"],
                    )
                )
                self._news.notify_all()


@dataclass
class Trial:
    """A drive.

    Args:
        url: the gateway's address.
        gateway: its process.
        driver: the process that drives.
        relay: the process that carries the driver's connection.
        stoppers: the gateway's, once the robot is driven.
    """

    url: str
    gateway: psutil.Process
    driver: "subprocess.Popen[bytes]"
    relay: "subprocess.Popen[bytes]"
    stoppers: list[psutil.Process] = field(default_factory=list)

    def kill_notebook(self) -> None:
        """Kill the driver."""
        self.driver.kill()

    def kill_gateway(self) -> None:
        """Kill the gateway."""
        self.gateway.kill()

    def silence(self) -> None:
        """Suspend the driver."""
        self.driver.send_signal(signal.SIGSTOP)

    def cut(self) -> None:
        """Let nothing pass between driver and gateway, and tell neither."""
        self.relay.send_signal(signal.SIGSTOP)

    def kill_both(self) -> None:
        """Kill gateway and stopper, neither of which may stop the robot in between."""
        self.gateway.suspend()
        for process in (*self.stoppers, self.gateway):
            process.kill()

    def stop_as_a_stranger(self) -> None:
        """Stop the robot as anyone may."""
        with contextlib.suppress(OSError):
            urllib.request.urlopen(  # noqa: S310 -- the gateway's own address
                urllib.request.Request(f"{self.url}/robots/agv/stop", method="POST"),  # noqa: S310
                timeout=WITHIN_S,
            )

    def stop_as_the_driver(self) -> None:
        """Have the driver ask for the stop."""
        self.driver.send_signal(signal.SIGUSR1)


CAUSES: dict[str, tuple[float, Callable[[Trial], None]]] = {
    "notebook": (0, Trial.kill_notebook),
    "gateway": (0, Trial.kill_gateway),
    "silence": (0, Trial.silence),
    "cut": (0, Trial.cut),
    "both": (0, Trial.kill_both),
    "flood-100": (100, Trial.stop_as_a_stranger),
    "flood-400": (400, Trial.stop_as_a_stranger),
    "flood-1000": (1000, Trial.stop_as_a_stranger),
    "own-stop-400": (400, Trial.stop_as_the_driver),
}
"""By name: how many velocities the driver sends a second, 0 for a notebook; and what happens."""


def stop_times_s(block: str, rounds: int, causes: list[str]) -> dict[str, list[float]]:
    """Let each cause happen in turn and return the stop times by cause."""
    inventory = load_inventory(VIRTUAL)
    robot = next(iter(inventory.robots.values()))
    url = robot.url.replace("127.0.5.", block.removesuffix("0/24"))
    speed = robot.limits.speed_mps
    taken: dict[str, list[float]] = {cause: [] for cause in causes}
    with Witness(url, speed).watching() as witness:
        for _ in range(rounds):
            for cause in causes:
                rate_hz, happens = CAUSES[cause]
                with driven(block, speed, rate_hz) as trial:
                    witness.wait_for_full_speed()
                    trial.stoppers = trial.gateway.children()
                    witness.wait_for_full_speed()
                    began_s = time.time()
                    acting = threading.Thread(target=happens, args=(trial,))
                    acting.start()
                    taken[cause].append(witness.stop_time_s(began_s))
                    acting.join()
    return taken


@contextmanager
def driven(block: str, speed_mps: float, rate_hz: float) -> Iterator[Trial]:
    """Have a robot driven during the block, through a relay and a gateway of its own."""
    address, token, gateway = start_gateway(VIRTUAL, block)
    with connect(url=address, token=token) as kit:
        kit.robot().state()
    parts = urlsplit(address)
    relay = subprocess.Popen(
        [sys.executable, "-c", RELAY, str(parts.hostname), str(parts.port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert relay.stdout is not None
    here = f"http://127.0.0.1:{int(relay.stdout.readline())}"
    program, rate = (FLOOD, [str(rate_hz)]) if rate_hz else (NOTEBOOK, [])
    driver = subprocess.Popen(
        [sys.executable, "-c", program, here, token, str(speed_mps), str(TURN_RADPS), *rate],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Trial(address, psutil.Process(gateway.pid), driver, relay)
    finally:
        for process in (driver, relay):
            process.kill()
            process.wait()
        relay.stdout.close()
        gateway.end()


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Run programs that never rest during the block."""
    running = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def main() -> int:
    """Measure and print; return 1 when a stop took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=34, help="how often each cause happens")
    parser.add_argument("--causes", default=",".join(CAUSES), help="which, separated by commas")
    parser.add_argument("--load", type=int, default=0, help="how many busy processes beside it")
    parser.add_argument("--pinned", action="store_true", help="everything on one CPU")
    parser.add_argument("--json", action="store_true", help="print data")
    options = parser.parse_args()
    causes = options.causes.split(",")
    if options.pinned:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    network = Child("campus5g.virtualkit", ["--owner", f"robot-stop {os.getpid()}"])
    try:
        block = str(network.ready()["block"])
        with busy(options.load):
            taken = stop_times_s(block, options.rounds, causes)
    finally:
        network.end()
    robot = next(iter(load_inventory(VIRTUAL).robots.values()))
    braking_s = robot.limits.speed_mps / BRAKES_MPS2
    every = sorted(time_s for times in taken.values() for time_s in times)
    figures = {
        name: {
            "stops": len(times),
            "median_s": statistics.median(times),
            "p90_s": sorted(times)[int(0.9 * (len(times) - 1))],
            "worst_s": max(times),
            "late": sum(time_s > LIMIT_S for time_s in times),
            "median_over_braking": statistics.median(times) / braking_s,
        }
        for name, times in {**taken, "all": every}.items()
    }
    if options.json:
        report = {
            "limit_s": LIMIT_S,
            "braking_s": braking_s,
            "load": options.load,
            "pinned": options.pinned,
            "stops": figures,
        }
        print(json.dumps(report, indent=2))
    else:
        print(f"brakes alone from top speed: {braking_s:.2f} s; limit {LIMIT_S:g} s")
        for name, row in figures.items():
            print(
                f"{name:12} {row['stops']:4} stops   median {row['median_s']:.3f} s   "
                f"90 % {row['p90_s']:.3f} s   worst {row['worst_s']:.3f} s   "
                f"late {row['late']:2}   median over braking {row['median_over_braking']:.1f} ×"
            )
    return int(every[-1] > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
