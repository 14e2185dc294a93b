"""Examine whether a kit is fit for a class: a finding for each part, with cause and next step."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from campus5g import __version__
from campus5g.kit.errors import KitError
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.latency import LatencyResult
from campus5g.kit.measuring.signal import SignalResult
from campus5g.kit.measuring.weak_signal import WEAK_RSRP_DBM, WEAK_RSRQ_DB, WEAK_SINR_DB
from campus5g.kit.robots.robot import Robot
from campus5g.kit.showing.card import DeviceHealth
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.ue import UeStatus
from campus5g.kit_setup.what_to_do import COMPLAINTS, Complaint
from campus5g.language import t
from campus5g.wording import Wording

Level = Literal["ok", "warning", "failure"]

_WORDS = Wording(__file__)

CLOCK_WARNING_S = 2.0
CLOCK_FAILURE_S = 60.0
STRONGEST_RSRP_DBM = -45.0
WIDEST_SWING_DB = 12.0
SIGNAL_S = 1.0
SIGNAL_INTERVAL_MS = 250.0
PACKETS = 50
# No healthy private network in the published measurements has a higher median; public ones do.
HIGHEST_MEDIAN_MS = 40.0
MOST_LOST_PERCENT = 2.0


@dataclass(frozen=True)
class Finding:
    """What the doctor found about one part of a kit.

    `cause` is the most likely cause and `step` what to do next; both are empty where all is well.
    `code` leads to the line of the decision tree that continues from there.
    """

    subject: str
    level: Level
    detail: str
    cause: str = ""
    step: str = ""
    code: Complaint | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data."""
        return asdict(self)


def examine(kit: Kit) -> Iterator[Finding]:
    """Examine a kit part by part: its gateway, devices, signals, traffic, delays and robots.

    It sends probes to the devices and zero velocity to the robots; it restarts nothing.

    Raises:
        KitError: the gateway itself does not answer.
    """
    asked = datetime.now(UTC)
    gateway = kit.describe()["gateway"]
    yield _version(str(gateway["version"]))
    yield _clock(datetime.fromisoformat(gateway["time"]), asked, datetime.now(UTC))
    yield from _turnover(kit)
    if kit.kind == "virtual":
        yield _scenario(kit)
    health = kit.health()
    for device in health:
        yield _device(device)
    answering = {device.name for device in health if device.kind == "modem" and device.ok}
    registered = []
    for name in kit.ues:
        if name in answering:
            status = kit.ue(name).status()
            yield _registration(status)
            if status.registered:
                registered.append(name)
            if status.powered:
                yield _signal(kit.modem(name).signal(SIGNAL_S, SIGNAL_INTERVAL_MS))
    points = [device.name for device in health if device.kind == "capture" and device.ok]
    yield from _traffic(kit, points, registered)
    for device in health:
        if device.kind == "robot" and device.ok:
            robot = kit.robot(device.name)
            yield _own_stop(robot)
            yield _robot(robot)


def _advised(
    subject: str,
    level: Level,
    detail: str,
    advice: str,
    code: Complaint | None,
    **values: str,
) -> Finding:
    """Return a finding with the cause and the step that ``words.yaml`` holds as `advice`."""
    cause, step = (_WORDS.text(advice, key, **values) for key in ("cause", "step"))
    return Finding(subject, level, detail, cause, step, code)


def _version(version: str) -> Finding:
    subject = t(fr="passerelle", en="gateway")
    if version == __version__:
        return Finding(subject, "ok", version)
    detail = t(
        fr=f"version {version}, ici {__version__}", en=f"version {version}, here {__version__}"
    )
    return _advised(subject, "warning", detail, "version", "gateway")


def _clock(theirs: datetime, asked: datetime, answered: datetime) -> Finding:
    subject = t(fr="horloge", en="clock")
    ahead_s = (theirs - (asked + (answered - asked) / 2)).total_seconds()
    detail = t(
        fr=f"écart de {decimal(ahead_s, 2)} s avec cette machine",
        en=f"{decimal(abs(ahead_s), 2)} s {'behind' if ahead_s < 0 else 'ahead of'} this machine",
    )
    if abs(ahead_s) <= CLOCK_WARNING_S:
        return Finding(subject, "ok", detail)
    level: Level = "failure" if abs(ahead_s) > CLOCK_FAILURE_S else "warning"
    return _advised(subject, level, detail, "clock", "clock")


def _turnover(kit: Kit) -> Iterator[Finding]:
    """Yield what the lease before has left, if anything."""
    subject = t(fr="état de départ", en="initial state")
    try:
        turnover = kit.turnover()
    except KitError:
        # A gateway of an earlier version does not tell; its version is a finding of its own.
        return
    if turnover.problem is not None:
        yield _advised(subject, "failure", turnover.problem, "not-lent", None)
    for each in turnover.left:
        yield _advised(subject, "warning", each, "left", None)


def _scenario(kit: Kit) -> Finding:
    subject = t(fr="scénario", en="scenario")
    try:
        played = kit.scenario()
    except KitError as error:
        return Finding(subject, "failure", error.problem, step=error.remedy, code="scenario")
    detail = f"{played.title} ({played.name})"
    if played.name == "nominal":
        return Finding(subject, "ok", detail)
    return _advised(subject, "warning", detail, "scenario", "scenario", kit=kit.name)


def _device(device: DeviceHealth) -> Finding:
    kinds = {
        "capture": t(fr="point de capture", en="capture point"),
        "modem": "modem",
        "robot": t(fr="robot", en="robot"),
        "core": t(fr="métriques du cœur", en="metrics of the core"),
        "gnb": t(fr="métriques du gNB", en="metrics of the gNB"),
        "sensors": t(fr="capteurs", en="sensors"),
    }
    kind = kinds.get(device.kind, device.kind)
    alone = device.name == device.kind
    subject = kind if alone else f"{kind} {device.name}"
    if device.ok:
        return Finding(subject, "ok", device.detail)
    code = next((each for each in COMPLAINTS if each == device.kind), None)
    return _advised(subject, "failure", device.detail, f"silent-{code or 'other'}", code)


def _registration(status: UeStatus) -> Finding:
    subject = t(fr=f"réseau de {status.ue}", en=f"network of {status.ue}")
    detail = repr(status).partition(":")[2].strip()
    if status.registered and status.address:
        return Finding(subject, "ok", detail)
    code: Complaint = "not-registered"
    if not status.powered:
        code = "radio-off"
    elif status.refused:
        code = "refused"
    return _advised(subject, "warning", detail, code, code, ue=status.ue)


def _signal(result: SignalResult) -> Finding:
    name = str(result.order["ue"])
    subject = t(fr=f"signal de {name}", en=f"signal of {name}")
    rsrp_dbm, rsrq_db, sinr_db = map(result.median, ("rsrp_dbm", "rsrq_db", "sinr_db"))
    if rsrp_dbm is None:
        detail = t(fr="le modem ne mesure aucune cellule", en="the modem measures no cell")
        return _advised(subject, "warning", detail, "no-cell", "signal")
    known = [("RSRP", rsrp_dbm, "dBm"), ("RSRQ", rsrq_db, "dB"), ("SINR", sinr_db, "dB")]
    detail = ", ".join(
        f"{label} {decimal(value, 0)} {unit}" for label, value, unit in known if value is not None
    )
    swing_db = max(result.values("rsrp_dbm")) - min(result.values("rsrp_dbm"))
    advice = _weakness(rsrp_dbm, rsrq_db, sinr_db, swing_db)
    if advice is None:
        return Finding(subject, "ok", detail)
    swing = decimal(swing_db, 0)
    return _advised(subject, "warning", detail, advice, "signal", swing_db=swing)


def _weakness(
    rsrp_dbm: float, rsrq_db: float | None, sinr_db: float | None, swing_db: float
) -> str | None:
    """Return which advice a signal needs; ``None`` for a good one."""
    if rsrp_dbm < WEAK_RSRP_DBM:
        return "too-weak"
    if rsrp_dbm > STRONGEST_RSRP_DBM:
        return "too-strong"
    if sinr_db is not None and sinr_db < WEAK_SINR_DB:
        return "interference"
    if rsrq_db is not None and rsrq_db < WEAK_RSRQ_DB:
        return "full-cell"
    if swing_db > WIDEST_SWING_DB:
        return "unsteady"
    return None


def _traffic(kit: Kit, points: list[str], registered: list[str]) -> Iterator[Finding]:
    """Probe the devices while every point captures: delays, and what each point sees of them."""
    if not points:
        yield from (_delay(kit, name) for name in registered)
        return
    with kit.capture(*points, max_seconds=120) as capture:
        delays = [_delay(kit, name) for name in registered]
    yield from delays
    seen = capture.table()["point"].value_counts().to_dict() if capture.count else {}
    for point in points:
        subject = t(fr=f"trafic sur {point}", en=f"traffic on {point}")
        packets = int(seen.get(point, 0))
        if packets:
            detail = t(fr=f"{packets} paquets", en=f"{packets} packets")
            yield Finding(subject, "ok", detail)
        elif registered and point in ("n3", "n6"):
            detail = t(
                fr="rien, alors que des sondes passaient", en="nothing, while probes were passing"
            )
            yield _advised(subject, "failure", detail, "no-traffic", "no-traffic")
        else:
            yield Finding(
                subject,
                "ok",
                t(
                    fr="rien : aucune signalisation pendant l’essai",
                    en="nothing: there was no signalling during the test",
                ),
            )


def _delay(kit: Kit, name: str) -> Finding:
    subject = t(fr=f"délai de {name}", en=f"delay of {name}")
    try:
        result = kit.latency(name, count=PACKETS)
    except KitError as error:
        return Finding(
            subject,
            "warning",
            error.problem,
            t(
                fr="l’appareil n’a pas de réflecteur STAMP",
                en="the device has no STAMP reflector",
            ),
            error.remedy,
            "no-probe-back",
        )
    return _judged(subject, result, 15 / kit.describe()["cell"]["scs_khz"])


def _judged(subject: str, result: LatencyResult, slot_ms: float) -> Finding:
    lost_percent = 100 * result.lost / result.count
    times_ms = sorted(result.rtts_ms)
    if not times_ms:
        detail = t(fr="aucune sonde n’est revenue", en="no probe came back")
        return _advised(subject, "failure", detail, "no-probe-back", "no-probe-back")
    median_ms = times_ms[len(times_ms) // 2]
    detail = t(
        fr=f"médiane {decimal(median_ms, 1)} ms, {decimal(lost_percent, 0)} % perdus",
        en=f"median {decimal(median_ms, 1)} ms, {decimal(lost_percent, 0)} % lost",
    )
    if median_ms < slot_ms:
        too_short = t(
            fr=f"{detail} : plus court qu’un slot radio ({decimal(slot_ms, 1)} ms)",
            en=f"{detail}: shorter than a radio slot ({decimal(slot_ms, 1)} ms)",
        )
        code: Complaint = "shorter-than-a-slot"
        return _advised(subject, "failure", too_short, code, code)
    if median_ms <= HIGHEST_MEDIAN_MS and lost_percent <= MOST_LOST_PERCENT:
        return Finding(subject, "ok", detail)
    most_ms, most_percent = decimal(HIGHEST_MEDIAN_MS, 0), decimal(MOST_LOST_PERCENT, 0)
    expected = t(
        fr=f"{detail} ; attendu : {most_ms} ms et {most_percent} % au plus",
        en=f"{detail}; expected: {most_ms} ms and {most_percent} % at most",
    )
    return _advised(subject, "warning", expected, "slow-or-lossy", "slow-or-lossy")


def _own_stop(robot: Robot) -> Finding:
    """Tell whether the robot stops by itself when gateway and stopper are gone."""
    subject = t(fr=f"robot {robot.name} sans commande", en=f"robot {robot.name} without commands")
    if robot.own_stop.exists:
        return Finding(subject, "ok", str(robot.own_stop))
    return _advised(subject, "warning", str(robot.own_stop), "no-own-stop", None)


def _robot(robot: Robot) -> Finding:
    """Send zero velocity, unless someone drives the robot: it obeys then, as everyone can see."""
    subject = t(fr=f"arrêt du robot {robot.name}", en=f"stop of robot {robot.name}")
    if robot.driven:
        return Finding(subject, "ok", t(fr="piloté en ce moment", en="someone is driving it"))
    stop = robot.stop()
    if stop.standing:
        return Finding(subject, "ok", repr(stop))
    return _advised(subject, "failure", repr(stop), "not-stopped", "not-stopped")
