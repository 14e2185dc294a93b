"""Is a kit fit for a class? One finding a part, with the likely cause and the next step."""

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

Level = Literal["ok", "warning", "failure"]

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
    """What was found about one part of a kit.

    `cause` is what most often makes it so, `step` what to do next; both are empty where all is
    well. `code` leads to the line of the decision tree that goes on from there.
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
            yield _robot(kit.robot(device.name))


def _version(version: str) -> Finding:
    subject = t(fr="passerelle", en="gateway")
    if version == __version__:
        return Finding(subject, "ok", version)
    return Finding(
        subject,
        "warning",
        t(fr=f"version {version}, ici {__version__}", en=f"version {version}, here {__version__}"),
        t(fr="l’une des deux machines n’est pas à jour", en="one of the machines is out of date"),
        t(fr="Mettez les deux à la même version.", en="Bring both to the same version."),
        "gateway",
    )


def _clock(theirs: datetime, asked: datetime, answered: datetime) -> Finding:
    subject = t(fr="horloge", en="clock")
    ahead_s = (theirs - (asked + (answered - asked) / 2)).total_seconds()
    detail = t(
        fr=f"écart de {decimal(ahead_s, 2)} s avec cette machine",
        en=f"{decimal(ahead_s, 2)} s ahead of this machine",
    )
    if abs(ahead_s) <= CLOCK_WARNING_S:
        return Finding(subject, "ok", detail)
    return Finding(
        subject,
        "failure" if abs(ahead_s) > CLOCK_FAILURE_S else "warning",
        detail,
        t(
            fr="une des deux machines n’a pas de serveur de temps",
            en="one of the machines has no time server",
        ),
        t(
            fr="Voyez `timedatectl` sur les deux ; les attestations portent l’heure de la "
            "passerelle.",
            en="See `timedatectl` on both; attestations bear the gateway's time.",
        ),
        "clock",
    )


def _scenario(kit: Kit) -> Finding:
    subject = t(fr="scénario", en="scenario")
    try:
        played = kit.scenario()
    except KitError as error:
        return Finding(subject, "failure", error.problem, step=error.remedy, code="scenario")
    detail = f"{played.title} ({played.name})"
    if played.name == "nominal":
        return Finding(subject, "ok", detail)
    return Finding(
        subject,
        "warning",
        detail,
        t(
            fr="quelqu’un joue ce scénario ; ce qui suit peut en venir",
            en="somebody plays this scenario; what follows may come from it",
        ),
        t(
            fr="Pour examiner le kit lui-même : campus5g kit scenario nominal",
            en="To examine the kit itself: campus5g kit scenario nominal",
        ),
        "scenario",
    )


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
    cause, step = _why_silent(device.kind)
    code = next((each for each in COMPLAINTS if each == device.kind), None)
    return Finding(subject, "failure", device.detail, cause, step, code)


def _why_silent(kind: str) -> tuple[str, str]:
    match kind:
        case "capture":
            return (
                t(
                    fr="le programme de capture ne tourne pas, ou un pare-feu bloque son port",
                    en="the capture program does not run, or a firewall blocks its port",
                ),
                t(
                    fr="Relancez le service de capture de ce point, puis vérifiez son adresse dans "
                    "l’inventaire.",
                    en="Start this point's capture service again, then check its address in the "
                    "inventory.",
                ),
            )
        case "modem":
            return (
                t(
                    fr="le modem est éteint, ou un autre programme (ModemManager) tient son port",
                    en="the modem is off, or another program (ModemManager) holds its port",
                ),
                t(
                    fr="Arrêtez ModemManager ; coupez l’alimentation du modem 2 s, puis attendez "
                    "25 s.",
                    en="Stop ModemManager; cut the modem's power for 2 s, then wait 25 s.",
                ),
            )
        case "robot":
            return (
                t(
                    fr="le robot est éteint, ou son appareil 5G n’a pas de session",
                    en="the robot is off, or its 5G device has no session",
                ),
                t(
                    fr="Vérifiez sa batterie, puis l’enregistrement de son appareil 5G.",
                    en="Check its battery, then its 5G device's registration.",
                ),
            )
        case "core":
            return (
                t(
                    fr="une fonction du cœur est arrêtée, ou construite sans métriques",
                    en="a function of the core is down, or was built without metrics",
                ),
                t(
                    fr="Voyez `systemctl status open5gs-amfd open5gs-smfd open5gs-upfd`, puis la "
                    "section metrics de leur configuration.",
                    en="See `systemctl status open5gs-amfd open5gs-smfd open5gs-upfd`, then the "
                    "section metrics of their configuration.",
                ),
            )
        case "sensors":
            return (
                t(
                    fr="le courtier MQTT mosquitto n’est pas installé, ou ne tourne pas",
                    en="the MQTT broker mosquitto is not installed, or does not run",
                ),
                t(
                    fr="Installez-le : apt-get install mosquitto ; sur un vrai kit, voyez "
                    "`systemctl status mosquitto`.",
                    en="Install it: apt-get install mosquitto; on a real kit see "
                    "`systemctl status mosquitto`.",
                ),
            )
        case "gnb":
            return (
                t(
                    fr="le gNB est arrêté, ou son port de commande n’est pas ouvert",
                    en="the gNB is down, or its remote control port is not open",
                ),
                t(
                    fr="Dans sa configuration : remote_control: {enabled: true} et "
                    "metrics: {enable_json: true}.",
                    en="In its configuration: remote_control: {enabled: true} and "
                    "metrics: {enable_json: true}.",
                ),
            )
    return (
        t(fr="l’appareil est éteint ou débranché", en="the device is off or unplugged"),
        t(
            fr="Vérifiez son alimentation et son adresse dans l’inventaire.",
            en="Check its power and its address in the inventory.",
        ),
    )


def _registration(status: UeStatus) -> Finding:
    subject = t(fr=f"réseau de {status.ue}", en=f"network of {status.ue}")
    detail = repr(status).partition(":")[2].strip()
    if status.registered and status.address:
        return Finding(subject, "ok", detail)
    code: Complaint
    if not status.powered:
        code = "radio-off"
        cause = t(fr="quelqu’un a coupé sa radio", en="somebody has switched its radio off")
        step = t(
            fr=f'Remettez-la : k.ue("{status.ue}").power_on().',
            en=f'Switch it on: k.ue("{status.ue}").power_on().',
        )
    elif status.refused:
        code = "refused"
        cause = t(
            fr="SIM inconnue du cœur, ou clés différentes (un scénario de labo peut le vouloir)",
            en="SIM unknown to the core, or different keys (a lab's scenario may want it so)",
        )
        step = t(
            fr="Capturez N2 pendant un redémarrage : la cause est dans la trame.",
            en="Capture N2 during a restart: the cause is in the frame.",
        )
    else:
        code = "not-registered"
        cause = t(
            fr="pas de couverture, ou cœur de réseau arrêté",
            en="no coverage, or the core network is down",
        )
        step = t(
            fr="Vérifiez l’antenne et le gNB, puis le cœur.",
            en="Check the antenna and the gNB, then the core.",
        )
    return Finding(subject, "warning", detail, cause, step, code)


def _signal(result: SignalResult) -> Finding:
    name = str(result.order["ue"])
    subject = t(fr=f"signal de {name}", en=f"signal of {name}")
    rsrp_dbm, rsrq_db, sinr_db = map(result.median, ("rsrp_dbm", "rsrq_db", "sinr_db"))
    if rsrp_dbm is None:
        return Finding(
            subject,
            "warning",
            t(fr="le modem ne mesure aucune cellule", en="the modem measures no cell"),
            t(
                fr="il cherche encore, sur une autre bande ou hors de portée, ou ne connaît ni "
                "AT+QENG ni AT+CESQ pour la 5G",
                en="it still searches, on another band or out of reach, or knows neither AT+QENG "
                "nor AT+CESQ for 5G",
            ),
            t(
                fr="Vérifiez que la cellule émet, puis les bandes du modem : "
                'AT+QNWPREFCFG="nr5g_band".',
                en="Check that the cell is on the air, then the modem's bands: "
                'AT+QNWPREFCFG="nr5g_band".',
            ),
            "signal",
        )
    known = [("RSRP", rsrp_dbm, "dBm"), ("RSRQ", rsrq_db, "dB"), ("SINR", sinr_db, "dB")]
    detail = ", ".join(
        f"{label} {decimal(value, 0)} {unit}" for label, value, unit in known if value is not None
    )
    swing_db = max(result.values("rsrp_dbm")) - min(result.values("rsrp_dbm"))
    why = _why_weak(rsrp_dbm, rsrq_db, sinr_db, swing_db)
    if why is None:
        return Finding(subject, "ok", detail)
    return Finding(subject, "warning", detail, *why, "signal")


def _why_weak(
    rsrp_dbm: float, rsrq_db: float | None, sinr_db: float | None, swing_db: float
) -> tuple[str, str] | None:
    """Return the likely cause of a signal that is not good, and the next step."""
    if rsrp_dbm < WEAK_RSRP_DBM:
        return (
            t(
                fr="trop loin, masqué, ou un câble d’antenne débranché",
                en="too far, shadowed, or an antenna cable unplugged",
            ),
            t(
                fr="Vérifiez les connecteurs d’antenne, puis rapprochez l’appareil du gNB et "
                "mesurez à nouveau.",
                en="Check the antenna connectors, then move the device closer to the gNB and "
                "measure again.",
            ),
        )
    if rsrp_dbm > STRONGEST_RSRP_DBM:
        return (
            t(
                fr="l’antenne du gNB est si proche que le récepteur sature",
                en="the gNB's antenna is so close that the receiver saturates",
            ),
            t(
                fr="Éloignez l’appareil, ou ajoutez un atténuateur.",
                en="Move the device away, or add an attenuator.",
            ),
        )
    if sinr_db is not None and sinr_db < WEAK_SINR_DB:
        return (
            t(
                fr="un brouilleur ou une cellule voisine sur la même fréquence",
                en="interference, or a neighbour cell on the same frequency",
            ),
            t(
                fr="Coupez la cellule un instant et regardez qui émet encore sur ce canal, puis "
                "changez d’ARFCN si besoin.",
                en="Switch the cell off for a moment and see who still sends on this channel, then "
                "change the ARFCN if need be.",
            ),
        )
    if rsrq_db is not None and rsrq_db < WEAK_RSRQ_DB:
        return (
            t(
                fr="une cellule pleine, ou plusieurs cellules d’égale force",
                en="a full cell, or several cells of equal strength",
            ),
            t(
                fr="Arrêtez les autres trafics, puis mesurez à nouveau.",
                en="Stop other traffic, then measure again.",
            ),
        )
    if swing_db > WIDEST_SWING_DB:
        return (
            t(
                fr=f"le signal varie de {decimal(swing_db, 0)} dB en une seconde : connecteur "
                "desserré, ou obstacle qui passe",
                en=f"the signal changes by {decimal(swing_db, 0)} dB within a second: a loose "
                "connector, or an obstacle that passes",
            ),
            t(
                fr="Immobilisez l’appareil, resserrez l’antenne, puis mesurez à nouveau.",
                en="Keep the device still, tighten the antenna, then measure again.",
            ),
        )
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
            yield Finding(
                subject,
                "failure",
                t(
                    fr="rien, alors que des sondes passaient",
                    en="nothing, while probes were passing",
                ),
                t(
                    fr="la capture écoute une autre interface, ou le port miroir est mal réglé",
                    en="the capture listens elsewhere, or the mirror port is set wrongly",
                ),
                t(
                    fr="Vérifiez l’interface du point dans l’inventaire et le port miroir.",
                    en="Check the point's interface in the inventory, and the mirror port.",
                ),
                "no-traffic",
            )
        else:
            yield Finding(
                subject,
                "ok",
                t(
                    fr="rien à voir : aucune signalisation pendant l’essai",
                    en="nothing to see: no signalling during the test",
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
        return Finding(
            subject,
            "failure",
            t(fr="aucune sonde n’est revenue", en="no probe came back"),
            t(
                fr="pas de session de données, ou le réflecteur est arrêté",
                en="no data session, or the reflector is down",
            ),
            t(
                fr="Redémarrez l’appareil, puis son réflecteur.",
                en="Restart the device, then its reflector.",
            ),
            "no-probe-back",
        )
    median_ms = times_ms[len(times_ms) // 2]
    detail = t(
        fr=f"médiane {decimal(median_ms, 1)} ms, {decimal(lost_percent, 0)} % perdus",
        en=f"median {decimal(median_ms, 1)} ms, {decimal(lost_percent, 0)} % lost",
    )
    if median_ms < slot_ms:
        return Finding(
            subject,
            "failure",
            t(
                fr=f"{detail} : plus court qu’un slot radio ({decimal(slot_ms, 1)} ms)",
                en=f"{detail}: shorter than a radio slot ({decimal(slot_ms, 1)} ms)",
            ),
            t(
                fr="les sondes ne passent pas par la 5G mais par un câble",
                en="the probes do not cross 5G but a cable",
            ),
            t(fr="Vérifiez la route vers l’appareil.", en="Check the route to the device."),
            "shorter-than-a-slot",
        )
    if median_ms <= HIGHEST_MEDIAN_MS and lost_percent <= MOST_LOST_PERCENT:
        return Finding(subject, "ok", detail)
    return Finding(
        subject,
        "warning",
        t(
            fr=f"{detail} ; attendu : {decimal(HIGHEST_MEDIAN_MS, 0)} ms et "
            f"{decimal(MOST_LOST_PERCENT, 0)} % au plus",
            en=f"{detail}; expected: {decimal(HIGHEST_MEDIAN_MS, 0)} ms and "
            f"{decimal(MOST_LOST_PERCENT, 0)} % at most",
        ),
        t(
            fr="cellule chargée, signal faible, ou un autre trafic sur la même tranche",
            en="a loaded cell, a weak signal, or other traffic on the same slice",
        ),
        t(
            fr="Regardez le signal ci-dessus, arrêtez les autres trafics, puis mesurez à nouveau.",
            en="See the signal above, stop other traffic, then measure again.",
        ),
        "slow-or-lossy",
    )


def _robot(robot: Robot) -> Finding:
    """Send zero velocity, unless somebody drives: it is then proven without us."""
    subject = t(fr=f"arrêt du robot {robot.name}", en=f"stop of robot {robot.name}")
    if robot.driven:
        return Finding(
            subject, "ok", t(fr="piloté en ce moment", en="somebody is driving it just now")
        )
    stop = robot.stop()
    if stop.standing:
        return Finding(subject, "ok", repr(stop))
    return Finding(
        subject,
        "failure",
        repr(stop),
        t(
            fr="ses ordres n’arrivent pas, ou son odométrie ne revient pas",
            en="its orders do not arrive, or its odometry does not come back",
        ),
        t(
            fr="Appuyez sur son arrêt d’urgence ; ne le laissez à personne avant qu’il réponde.",
            en="Press its emergency stop; lend it to nobody before it answers.",
        ),
        "not-stopped",
    )
