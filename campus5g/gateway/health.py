"""Whether each device of the kit answers."""

import asyncio
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from campus5g.gateway.captures.capture_point import open_point
from campus5g.gateway.captures.packet_source import CapturePointError
from campus5g.gateway.metrics import gnb_driver as gnb_metrics
from campus5g.gateway.metrics.core_driver import CoreMetrics, CoreMetricsError
from campus5g.gateway.metrics.gnb_driver import GnbMetricsError
from campus5g.gateway.modems.driver import Modem, ModemBusyError, ModemError
from campus5g.gateway.modems.status import status_of
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.sensors import driver as sensors
from campus5g.gateway.sensors import switch
from campus5g.gateway.sensors.driver import SensorsError
from campus5g.inventory import CapturePoint, Core, Inventory, Sensors
from campus5g.language import t

MODEM_S = 10.0


class DeviceHealth(BaseModel):
    """One device."""

    name: str
    kind: Literal["capture", "modem", "robot", "core", "gnb", "sensors"]
    ok: bool
    detail: str
    registered: bool | None = Field(
        default=None,
        description="Whether a modem is registered with the network; null where that is not known.",
    )


class Health(BaseModel):
    """The kit: ``ok`` when every device answers."""

    status: Literal["ok", "degraded"]
    devices: list[DeviceHealth]


async def check(
    inventory: Inventory,
    modems: Mapping[str, Modem],
    robots: Mapping[str, RobotControl],
) -> Health:
    """Ask every device at the same time and return what each answered.

    Args:
        inventory: the kit, with the identities that it has now.
        modems: by UE.
        robots: by name.
    """
    devices = await asyncio.gather(
        *(_check_point(name, point) for name, point in inventory.capture.items()),
        *(_check_modem(inventory, name, modem) for name, modem in modems.items()),
        *(_check_robot(name, robot) for name, robot in robots.items()),
        *([_check_core(inventory.core)] if inventory.core.metrics_url else []),
        *([_check_gnb(url)] if (url := inventory.gnb.metrics_url) else []),
        *([_check_sensors(inventory, part)] if (part := inventory.sensors) else []),
    )
    healthy = all(device.ok for device in devices)
    return Health(status="ok" if healthy else "degraded", devices=list(devices))


async def _check_point(name: str, point: CapturePoint) -> DeviceHealth:
    try:
        source = await open_point(point)
    except CapturePointError as error:
        detail = _silent(str(error))
        return DeviceHealth(name=name, kind="capture", ok=False, detail=detail)
    source.close()
    detail = t(fr="diffuse ses paquets", en="streams its packets")
    return DeviceHealth(name=name, kind="capture", ok=True, detail=detail)


async def _check_modem(inventory: Inventory, name: str, modem: Modem) -> DeviceHealth:
    try:
        status = await status_of(modem, MODEM_S)
    except ModemBusyError:
        detail = t(fr="occupé par une commande", en="busy with a command")
        return DeviceHealth(name=name, kind="modem", ok=True, detail=detail)
    except ModemError as error:
        return DeviceHealth(name=name, kind="modem", ok=False, detail=_silent(str(error)))
    said = status.words(inventory)
    return DeviceHealth(
        name=name,
        kind="modem",
        ok=True,
        detail=t(fr=f"répond, {said}", en=f"answers, {said}"),
        registered=status.registered,
    )


async def _check_robot(name: str, robot: RobotControl) -> DeviceHealth:
    try:
        state, charge = await robot.glance()
    except GatewayError as error:
        return DeviceHealth(name=name, kind="robot", ok=False, detail=error.problem)
    battery = (
        ""
        if charge is None
        else t(fr=f", batterie à {100 * charge:.0f} %", en=f", battery at {charge:.0%}")
    )
    moves = (
        t(fr="à l’arrêt", en="standing still") if state.at_rest else t(fr="en marche", en="moving")
    )
    return DeviceHealth(name=name, kind="robot", ok=True, detail=moves + battery)


async def _check_core(core: Core) -> DeviceHealth:
    try:
        samples = await CoreMetrics(core).samples()
    except CoreMetricsError as error:
        detail = _silent(str(error))
        return DeviceHealth(name="core", kind="core", ok=False, detail=detail)
    functions = ", ".join(dict.fromkeys(sample.function.upper() for sample in samples))
    detail = t(
        fr=f"{len(samples)} métriques ({functions})", en=f"{len(samples)} metrics ({functions})"
    )
    return DeviceHealth(name="core", kind="core", ok=True, detail=detail)


async def _check_gnb(url: str) -> DeviceHealth:
    try:
        await gnb_metrics.check(url)
    except GnbMetricsError as error:
        detail = _silent(str(error))
        return DeviceHealth(name="gnb", kind="gnb", ok=False, detail=detail)
    detail = t(fr="publie ses métriques", en="publishes its metrics")
    return DeviceHealth(name="gnb", kind="gnb", ok=True, detail=detail)


async def _check_sensors(inventory: Inventory, part: Sensors) -> DeviceHealth:
    ok, detail = True, t(fr="le courtier MQTT répond", en="the MQTT broker answers")
    try:
        if inventory.kind == "virtual" and inventory.control is not None:
            state = await switch.state(inventory.control)
            ok = state.broker != "missing"
            if not ok:
                detail = t(fr="mosquitto n’est pas installé", en="mosquitto is not installed")
            elif not state.on:
                detail = t(fr="prêts à démarrer", en="ready to start")
        else:
            await sensors.check(part)
    except SensorsError as error:
        ok, detail = False, _silent(str(error))
    except GatewayError as error:
        ok, detail = False, error.problem
    return DeviceHealth(name="sensors", kind="sensors", ok=ok, detail=detail)


def _silent(detail: str) -> str:
    return t(fr=f"ne répond pas ({detail})", en=f"does not answer ({detail})")
