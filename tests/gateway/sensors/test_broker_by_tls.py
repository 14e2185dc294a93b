"""A broker as provisioning makes it: TLS, and a password that every client needs."""

import asyncio
import getpass
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from authority import Authority
from paho.mqtt.enums import CallbackAPIVersion
from running_program import running
from vda5050_kit import WITHIN_S

from campus5g.gateway.robots.driver import RobotError
from campus5g.gateway.robots.vda5050 import Vda5050Driver
from campus5g.gateway.sensors import driver as sensors
from campus5g.gateway.sensors.driver import SensorsError
from campus5g.inventory import Sensors, Vda5050
from campus5g.site.running.ports import free_ports

PASSWORD = "over-the-quay"
IDENTITY = Vda5050(manufacturer="campus5g", serial_number="agv-1")


@dataclass(frozen=True)
class Broker:
    """The broker's address, and its authority."""

    url: str
    authority: Path
    folder: Path


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    folder = tmp_path_factory.mktemp("broker")
    authority = Authority(folder / "kit")
    files = authority.certifies("127.0.0.1")
    passwords, settings, port = folder / "passwords", folder / "mosquitto.conf", free_ports(1)[0]
    for number, (user, word) in enumerate({"gateway": PASSWORD, "agv": "in-the-mill"}.items()):
        create = ["-c"] if number == 0 else []
        subprocess.run(["mosquitto_passwd", *create, "-b", str(passwords), user, word], check=True)
    settings.write_text(
        f"listener {port} 127.0.0.1\n"
        f"cafile {authority.file}\ncertfile {files.certificate}\nkeyfile {files.key}\n"
        f"allow_anonymous false\npassword_file {passwords}\nuser {getpass.getuser()}\n"
    )
    program = "/usr/sbin/mosquitto" if Path("/usr/sbin/mosquitto").exists() else "mosquitto"
    with running([program, "-c", str(settings)], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any(b"running" in line for line in process.stderr)
        yield Broker(f"mqtts://127.0.0.1:{port}", authority.file, folder)


def configure_broker(
    monkeypatch: pytest.MonkeyPatch, broker: Broker, authority: Path, password: str
) -> None:
    """Give the gateway its authority and password, as its unit does."""
    file = broker.folder / "told-password"
    file.write_text(f"{password}\n")
    monkeypatch.setenv("CAMPUS5G_CA_FILE", str(authority))
    monkeypatch.setenv("CAMPUS5G_BROKER_PASSWORD_FILE", str(file))


async def test_a_vehicle_and_sensors_are_reached(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_broker(monkeypatch, broker, broker.authority, PASSWORD)
    vehicle = mqtt.Client(CallbackAPIVersion.VERSION2)
    vehicle.tls_set(str(broker.authority))
    vehicle.username_pw_set("agv", "in-the-mill")
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    vehicle.on_connect = lambda client, *_: client.subscribe(f"{IDENTITY.topic}/instantActions")
    subscribed = asyncio.Event()
    vehicle.on_subscribe = lambda *_: loop.call_soon_threadsafe(subscribed.set)
    vehicle.on_message = lambda *_: loop.call_soon_threadsafe(asked.set)
    vehicle.connect("127.0.0.1", int(broker.url.rpartition(":")[2]))
    vehicle.loop_start()
    driver = Vda5050Driver(broker.url, IDENTITY)
    try:
        async with asyncio.timeout(WITHIN_S):
            await subscribed.wait()
            await driver.connect(watching=False)
            await asked.wait()
        await sensors.check(listening(broker))
    finally:
        await driver.close()
        vehicle.disconnect()
        vehicle.loop_stop()


async def test_a_wrong_password_is_reported_as_such(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_broker(monkeypatch, broker, broker.authority, "guessed")
    driver = Vda5050Driver(broker.url, IDENTITY)

    with pytest.raises(RobotError, match="Not authorized"):
        await driver.connect(watching=False)
    with pytest.raises(SensorsError, match="Not authorized"):
        await sensors.check(listening(broker))
    await driver.close()


async def test_a_broker_of_another_authority_never_gets_the_password(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure_broker(monkeypatch, broker, Authority(tmp_path / "other").file, PASSWORD)
    driver = Vda5050Driver(broker.url, IDENTITY)

    with pytest.raises(RobotError, match="CERTIFICATE_VERIFY_FAILED"):
        await driver.connect(watching=False)
    await driver.close()


def listening(broker: Broker) -> Sensors:
    machine = {"description": {"fr": "moteur", "en": "motor"}, "topic": "campus5g/motor"}
    return Sensors.model_validate({"broker": broker.url, "machines": {"motor": machine}})
