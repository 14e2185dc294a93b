"""The connection to an MQTT broker: plain, or over TLS with a password."""

import os
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

USER = "gateway"
PASSWORD_FILE = "CAMPUS5G_BROKER_PASSWORD_FILE"  # noqa: S105  the name of a variable
"""Environment variable: a file with the gateway's password, for brokers over TLS."""
CA_FILE = "CAMPUS5G_CA_FILE"
"""Environment variable: the CA that signed the broker's certificate."""

_PORTS = {"mqtt": 1883, "mqtts": 8883}


def connect(client: mqtt.Client, url: str, keepalive_s: int) -> None:
    """Connect to the broker at ``mqtt://…`` or, over TLS with the password, ``mqtts://…``.

    Raises:
        OSError: it can't be reached or authenticated, or the password can't be read.
    """
    address = urlsplit(url)
    if address.scheme == "mqtts":
        context = ssl.create_default_context(cafile=os.environ.get(CA_FILE))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        client.tls_set_context(context)
        if file := os.environ.get(PASSWORD_FILE):
            client.username_pw_set(USER, Path(file).read_text(encoding="utf-8").strip())
    port = address.port or _PORTS[address.scheme]
    client.connect(address.hostname or "localhost", port, keepalive_s)
