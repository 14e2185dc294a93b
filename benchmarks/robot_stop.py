"""How long the robot takes to stop when the process that drives it is killed.

Run it on a quiet machine: ``.venv/bin/python benchmarks/robot_stop.py [--kills 100] [--json]``.
Each time the robot drives at the inventory's top speed, something is killed, and the stop time is
read off the robot's own odometry, from the kill to the first message that says zero. In turn: the
notebook's process, the gateway's process, and a client that falls silent while its connection
stands. Beside them stands what the brakes alone take, and the ratio to it.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    drive.hold(float(sys.argv[3]), float(sys.argv[4]), 600)
"""


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


def kill_times_s(block: str, kills: int) -> dict[str, list[float]]:
    """Kill each process in turn and return the stop times by process."""
    inventory = load_inventory(VIRTUAL)
    robot = next(iter(inventory.robots.values()))
    url = robot.url.replace("127.0.5.", block.removesuffix("0/24"))
    speed = robot.limits.speed_mps
    taken: dict[str, list[float]] = {"notebook": [], "gateway": [], "silence": []}
    with Witness(url, speed).watching() as witness:
        for number in range(kills):
            what = list(taken)[number % len(taken)]
            address, token, gateway = start_gateway(VIRTUAL, block)
            with connect(url=address, token=token) as kit:
                kit.robot().state()
            notebook = subprocess.Popen(
                [sys.executable, "-c", NOTEBOOK, address, token, str(speed), str(TURN_RADPS)],
                stderr=subprocess.DEVNULL,
            )
            witness.wait_for_full_speed()
            killed_s = time.time()
            if what == "notebook":
                notebook.kill()
            elif what == "gateway":
                os.kill(gateway.pid, signal.SIGKILL)
            else:
                os.kill(notebook.pid, signal.SIGSTOP)
            taken[what].append(witness.stop_time_s(killed_s))
            notebook.kill()
            notebook.wait()
            gateway.end()
    return taken


def main() -> int:
    """Measure and print; return 1 when a stop took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print data")
    options = parser.parse_args()
    network = Child("campus5g.virtualkit", ["--owner", f"robot-stop {os.getpid()}"])
    try:
        taken = kill_times_s(str(network.ready()["block"]), options.kills)
    finally:
        network.end()
    inventory = load_inventory(VIRTUAL)
    robot = next(iter(inventory.robots.values()))
    braking_s = robot.limits.speed_mps / BRAKES_MPS2
    every = sorted(time_s for times in taken.values() for time_s in times)
    figures = {
        name: {
            "kills": len(times),
            "median_s": statistics.median(times),
            "p90_s": sorted(times)[int(0.9 * (len(times) - 1))],
            "worst_s": max(times),
            "median_over_braking": statistics.median(times) / braking_s,
        }
        for name, times in {**taken, "all": every}.items()
        if times
    }
    if options.json:
        report = {"limit_s": LIMIT_S, "braking_s": braking_s, "stops": figures}
        print(json.dumps(report, indent=2))
    else:
        print(f"brakes alone from top speed: {braking_s:.2f} s; limit {LIMIT_S:g} s")
        for name, row in figures.items():
            print(
                f"{name:10} {row['kills']:4} kills   median {row['median_s']:.3f} s   "
                f"90 % {row['p90_s']:.3f} s   worst {row['worst_s']:.3f} s   "
                f"median over braking {row['median_over_braking']:.1f} ×"
            )
    return int(every[-1] > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
