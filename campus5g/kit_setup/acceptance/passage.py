"""Check the user plane: round trips, capture points and rates."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from campus5g.inventory import Acceptance, Cell, Inventory
from campus5g.kit.errors import KitError
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.latency import LatencyResult
from campus5g.kit.measuring.percentiles import supported_percentiles
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.kit_setup.acceptance.plots import draw_distribution
from campus5g.language import t

STAMP_PORT = 862
_INTERVAL_MS = 20.0
_LONGEST_S = 600.0
_SESSION_S = 20.0
_BUSY_S = 15.0
"""For how long a server that others started may be busy, also with its last client."""
_BETWEEN_TRIALS_S = 0.5
_SIGNALLING = {"n2": "ngap", "n4": "pfcp"}
_PROBED = ("n3", "n6")


def passes(kit: Kit, device: str, points: Sequence[str], marks: Acceptance) -> Iterator[Check]:
    """Probe a device while all capture points capture, and check both.

    Raises:
        KitError: the kit does not answer.
    """
    wanted = marks.round_trips
    if not points:
        result = kit.latency(device, count=wanted.packets, interval_ms=_INTERVAL_MS)
        result.keep("round-trips")
        yield _round_trips(result, marks)
        nowhere = t(fr="aucun point de capture", en="no capture point")
        yield Check("capture-points", _points_title(), "not tested", nowhere)
        return
    with kit.capture(*points, max_seconds=_LONGEST_S) as capture:
        kit.ue(device).restart()
        result = kit.latency(device, count=wanted.packets, interval_ms=_INTERVAL_MS)
    result.keep("round-trips")
    capture.keep("capture-points")
    yield _round_trips(result, marks)
    counts: dict[str, int] = {}
    for point in points:
        shown = _SIGNALLING.get(point, f"udp.port == {STAMP_PORT}")
        seen = capture.table(display_filter=shown)
        counts[point] = int((seen["point"] == point).sum()) if len(seen) else 0
    yield _capture_points(counts, result)


def _round_trips(result: LatencyResult, marks: Acceptance) -> Check:
    wanted = marks.round_trips
    asked = {"p50": wanted.p50_ms, "p95": wanted.p95_ms, "p99": wanted.p99_ms}
    device = result.order["ue"]
    title = t(fr=f"aller-retour vers {device}", en=f"round trip to {device}")
    mark = t(
        fr="p50, p95, p99 d’au plus "
        + ", ".join(decimal(value, 0) for value in asked.values())
        + f" ms ; au plus {decimal(wanted.lost_percent)} % de pertes",
        en="p50, p95, p99 at most "
        + ", ".join(decimal(value, 0) for value in asked.values())
        + f" ms; at most {decimal(wanted.lost_percent)} % lost",
    )
    found = {name: rtt_ms for name, rtt_ms, _ in supported_percentiles(result.rtts_ms)}
    lost_percent = 100 * result.lost / result.count if result.count else 100.0
    good = lost_percent <= wanted.lost_percent and all(
        name in found and found[name] <= most_ms for name, most_ms in asked.items()
    )
    times = ", ".join(f"{name} {decimal(found[name])} ms" for name in asked if name in found)
    lost = t(fr=f"{decimal(lost_percent)} % perdus", en=f"{decimal(lost_percent)} % lost")
    return Check(
        id="round-trips",
        title=title,
        verdict=judged(good),
        measured=", ".join(filter(None, [times, lost])),
        mark=mark,
        step=""
        if good
        else t(
            fr="Lancez campus5g kit doctor : le signal d’abord, puis les autres trafics.",
            en="Run campus5g kit doctor: the signal first, then other traffic.",
        ),
        figures={
            "packets": result.count,
            "lost": result.lost,
            **{f"{name}_ms": value for name, value in found.items()},
        },
        plot=draw_distribution(
            result.rtts_ms,
            asked,
            t(fr="aller-retour (ms)", en="round trip (ms)"),
            t(fr="part des paquets (%)", en="share of packets (%)"),
        ),
        evidence=("round-trips",),
    )


def _points_title() -> str:
    return t(fr="points de capture complets", en="complete captures")


def _capture_points(counts: dict[str, int], result: LatencyResult) -> Check:
    """Check that N3 and N6 saw all probes and answers, N2 and N4 their protocol."""
    probes = result.count + len(result.rtts_ms)
    least = {
        name: probes if name in _PROBED else 1
        for name in counts
        if name in (*_PROBED, *_SIGNALLING)
    }
    short = [name for name, wanted in least.items() if counts[name] < wanted]
    return Check(
        id="capture-points",
        title=_points_title(),
        verdict=judged(not short),
        measured=", ".join(
            t(fr=f"{name} : {count} paquets", en=f"{name}: {count} packets")
            for name, count in counts.items()
        ),
        mark=t(
            fr=f"N3 et N6 : les {probes} sondes et réponses ; N2 et N4 : la signalisation d’un "
            "enregistrement",
            en=f"N3 and N6: all {probes} probes and answers; N2 and N4: the signalling of a "
            "registration",
        ),
        step=""
        if not short
        else t(
            fr=f"Vérifiez l’interface, le filtre et le port miroir de : {', '.join(short)}.",
            en=f"Check interface, filter and mirror port of: {', '.join(short)}.",
        ),
        figures={"packets": counts, "expected": least},
        evidence=("capture-points",),
    )


def expected_mbps(cell: Cell) -> tuple[float, float]:
    """Return the rates down and up that the cell reaches at 1 bit/s per Hz, in Mbit/s.

    A special slot counts for the downlink by half.
    """
    frame = cell.tdd_pattern
    down = (frame.count("D") + frame.count("S") / 2) / len(frame)
    return cell.bandwidth_mhz * down, cell.bandwidth_mhz * frame.count("U") / len(frame)


def rates(kit: Kit, inventory: Inventory, device: str, bundle: Path) -> Check:
    """Measure the rates both ways with iperf3 while core and gNB report their metrics.

    On a virtual kit the server is started as the device's program; on a real one it runs on the
    modem's host. iperf3's own report goes into the bundle unchanged.
    """
    marks = inventory.acceptance.rates
    by_cell = expected_mbps(inventory.cell)
    least_down, least_up = marks.down_mbps or by_cell[0], marks.up_mbps or by_cell[1]
    title = t(fr=f"débits vers et depuis {device}", en=f"rates to and from {device}")
    mark = t(
        fr=f"au moins {decimal(least_down)} Mbit/s descendants et {decimal(least_up)} montants",
        en=f"at least {decimal(least_down)} Mbit/s down and {decimal(least_up)} up",
    )
    programs = kit.programs.get(device)
    reached_at = programs.reached_at if programs else inventory.ues[device].reflector
    if reached_at is None:
        nowhere = t(
            fr="l’inventaire ne dit pas où l’atteindre (reflector)",
            en="the inventory does not give its address (reflector)",
        )
        return Check("rates", title, "not tested", nowhere, mark)
    try:
        with ExitStack() as stack:
            # A server of its own for each way: one that has just served is still busy for a moment.
            served_at = str(programs.serves_at) if programs else None
            pool = stack.enter_context(ThreadPoolExecutor(1))
            listening = pool.submit(kit.metrics, float(2 * marks.seconds + 2))
            busy_s = 0.0 if programs else _BUSY_S
            asked = str(reached_at), marks.seconds, busy_s
            with _server(served_at):
                down = _iperf3(*asked, bundle / "iperf3-down.json")
            with _server(served_at):
                up = _iperf3(*asked, bundle / "iperf3-up.json", "-R")
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        return Check(
            id="rates",
            title=title,
            verdict="failed",
            measured=t(fr="iperf3 n’a rien mesuré", en="iperf3 measured nothing")
            + f" ({str(error) or type(error).__name__})",
            mark=mark,
            step=t(
                fr="Installez iperf3 ici, et vérifiez sur l’hôte du modem : systemctl status "
                "iperf3.",
                en="Install iperf3 here, and check on the modem's host: systemctl status iperf3.",
            ),
        )
    evidence: tuple[str, ...] = ()
    try:
        listening.result().keep("rates")
        evidence = ("rates",)
    except KitError:
        # Not every core reports metrics; iperf3's report stands alone then.
        pass
    good = down >= least_down and up >= least_up
    return Check(
        id="rates",
        title=title,
        verdict=judged(good),
        measured=t(
            fr=f"{decimal(down)} Mbit/s descendants, {decimal(up)} montants",
            en=f"{decimal(down)} Mbit/s down, {decimal(up)} up",
        ),
        mark=mark,
        step=""
        if good
        else t(
            fr="Comparez avec le MCS que dit le gNB : bas, c’est le signal ; haut, c’est le "
            "processeur de l’hôte ou une autre charge.",
            en="Compare with the MCS that the gNB reports: a low MCS points to the signal, a high "
            "one to the host's processor or to another load.",
        ),
        figures={"down_mbps": down, "up_mbps": up},
        evidence=evidence,
    )


@contextmanager
def _server(address: str | None) -> Iterator[None]:
    """Run iperf3 as the program of a virtual device; a real one runs its own."""
    if address is None:
        yield
        return
    with subprocess.Popen(
        ["iperf3", "-s", "--forceflush", "-B", address],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            if not any("listening" in line for line in process.stdout or ()):
                raise OSError(f"iperf3 -s -B {address}")
            yield
        finally:
            process.terminate()


def _iperf3(address: str, seconds: int, busy_s: float, file: Path, *way: str) -> float:
    """Return the received rate in Mbit/s, and save iperf3's own report.

    Args:
        address: the server's.
        seconds: how long to measure.
        busy_s: for how long to ask again when the server refuses.
        file: takes the report.
        way: the option that turns the direction.

    Raises:
        ValueError: iperf3 reports an error, or nothing.
    """
    pause, ask_until_s = threading.Event(), time.monotonic() + busy_s
    while True:
        done = subprocess.run(
            ["iperf3", "-c", address, "-J", "-t", str(seconds), *way],
            capture_output=True,
            text=True,
            timeout=seconds + _SESSION_S,
            check=False,
        )
        report = json.loads(done.stdout)
        if "error" not in report:
            break
        if time.monotonic() >= ask_until_s:
            raise ValueError(report["error"])
        pause.wait(_BETWEEN_TRIALS_S)
    file.write_text(done.stdout, encoding="utf-8")
    return float(report["end"]["sum_received"]["bits_per_second"]) / 1e6
