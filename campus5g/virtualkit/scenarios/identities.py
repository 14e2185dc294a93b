"""The identities of subscribers and devices under a variation of a scenario."""

from typing import Any

from campus5g.inventory import Inventory, chance, varied

_TYPE_DIGITS = 8
_SERIAL_DIGITS = 6
"""Of an IMEISV: type allocation code, serial number, software version (TS 23.003, 6.2.2)."""


def identified(values: dict[str, Any], inventory: Inventory, variation: str) -> dict[str, Any]:
    """Return a scenario's values with other IMSIs, serial numbers and former 5G-TMSIs.

    Args:
        values: as its file has them.
        inventory: the kit, whose IMSIs the file names.
        variation: what they follow from.
    """
    others = varied(inventory, variation).ues
    imsis = {ue.imsi: others[name].imsi for name, ue in inventory.ues.items()}
    devices = values["devices"]
    numbers = chance(variation, "IMEISV").sample(range(10**_SERIAL_DIGITS), len(devices))
    tmsis = chance(variation, "former 5G-TMSI")
    intruder = values.get("intruder")
    if intruder is not None:
        number = chance(variation, "intruder's IMEISV").randrange(10**_SERIAL_DIGITS)
        values = values | {"intruder": _device(intruder, number, 0)}
    return _with_imsis(values, imsis) | {
        "events": [
            event | {"changes": _with_imsis(event["changes"], imsis)}
            for event in values.get("events", [])
        ],
        "devices": {
            name: _device(device, number, tmsis.randrange(1, 1 << 32))
            for (name, device), number in zip(devices.items(), numbers, strict=True)
        },
    }


def _with_imsis(values: dict[str, Any], imsis: dict[str, str]) -> dict[str, Any]:
    subscribers = values.get("subscribers")
    if subscribers is None:
        return values
    return values | {
        "subscribers": {imsis.get(imsi, imsi): each for imsi, each in subscribers.items()}
    }


def _device(values: dict[str, Any], number: int, tmsi: int) -> dict[str, Any]:
    imeisv = values["imeisv"]
    kind, version = imeisv[:_TYPE_DIGITS], imeisv[_TYPE_DIGITS + _SERIAL_DIGITS :]
    former = {"former_tmsi": tmsi} if values.get("former_tmsi") is not None else {}
    return values | {"imeisv": f"{kind}{number:0{_SERIAL_DIGITS}}{version}"} | former
