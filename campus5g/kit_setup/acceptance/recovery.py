"""Check that a device that hangs can be brought back remotely, by its outlet."""

import threading
import time
from collections.abc import Callable, Iterator

import httpx

from campus5g.inventory import Inventory, Outlet
from campus5g.kit.errors import KitError
from campus5g.kit.kit import Kit
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.language import t

OFF_S = 2.0
LOST_S = 60.0
_ANSWER_S = 10.0
_BETWEEN_QUESTIONS_S = 1.0


def recovery(kit: Kit, inventory: Inventory, name: str, device: str) -> Iterator[Check]:
    """Switch an outlet off and on, and wait until a device is registered again.

    Args:
        kit: the kit.
        inventory: what says how the outlet is switched, and how long recovery may take.
        name: the outlet's.
        device: the UE that tells; another where the outlet names one.
    """
    outlet, most_s = inventory.power[name], inventory.acceptance.recovery_s
    device = outlet.ue or device
    title = t(
        fr=f"retour après coupure de {outlet.feeds}", en=f"recovery of {outlet.feeds} by its outlet"
    )
    mark = t(
        fr=f"{device} enregistré en {decimal(most_s, 0)} s au plus",
        en=f"{device} registered within {decimal(most_s, 0)} s",
    )

    def failed(measured: str, step: str) -> Check:
        return Check(f"recovery-{name}", title, "failed", measured, mark, step)

    try:
        lost = _switched_off_until_lost(kit, outlet, device)
    except httpx.HTTPError as error:
        yield failed(
            t(
                fr=f"la prise ne répond pas ({type(error).__name__})",
                en=f"the outlet does not answer ({type(error).__name__})",
            ),
            t(
                fr="Ouvrez switch_off et switch_on de l’inventaire dans un navigateur.",
                en="Open the inventory's switch_off and switch_on in a browser.",
            ),
        )
        return
    if not lost:
        yield failed(
            t(
                fr=f"{device} n’a rien remarqué de la coupure",
                en=f"{device} stayed registered while the outlet was off",
            ),
            t(
                fr="Suivez le câble : la prise alimente-t-elle bien cet appareil ?",
                en="Follow the cable: does the outlet feed this device?",
            ),
        )
        return
    after_s = _after(lambda: _registered(kit, device), most_s)
    good = after_s is not None
    yield Check(
        id=f"recovery-{name}",
        title=title,
        verdict=judged(good),
        measured=t(fr="pas revenu", en="did not come back")
        if after_s is None
        else t(fr=f"revenu en {decimal(after_s)} s", en=f"back after {decimal(after_s)} s"),
        mark=mark,
        step=""
        if good
        else t(
            fr="L’appareil ne redémarre pas seul : réglez son firmware sur « allumé au retour du "
            "courant ».",
            en="The device does not start by itself: set its firmware to power on when power "
            "returns.",
        ),
        figures={"recovered_s": after_s},
    )


def _switched_off_until_lost(kit: Kit, outlet: Outlet, device: str) -> bool:
    """Switch off until the device has lost the network, then on; return whether it has lost it.

    Raises:
        httpx.HTTPError: the outlet does not answer, or refuses.
    """
    with httpx.Client(timeout=_ANSWER_S, trust_env=False) as client:
        client.get(outlet.switch_off).raise_for_status()
        try:
            threading.Event().wait(OFF_S)
            return _after(lambda: not _registered(kit, device), LOST_S) is not None
        finally:
            client.get(outlet.switch_on).raise_for_status()


def _registered(kit: Kit, device: str) -> bool:
    """Return whether a device is registered; a modem without power does not answer."""
    try:
        return kit.ue(device).status().registered
    except KitError:
        return False


def _after(happened: Callable[[], bool], most_s: float) -> float | None:
    """Return after how many seconds a condition held; None if it did not in time."""
    began_s = time.monotonic()
    pause = threading.Event()
    while (passed_s := time.monotonic() - began_s) < most_s:
        if happened():
            return time.monotonic() - began_s
        pause.wait(min(_BETWEEN_QUESTIONS_S, most_s - passed_s))
    return None
