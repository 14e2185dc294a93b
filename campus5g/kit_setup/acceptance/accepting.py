"""The whole acceptance: the doctor, then each quality that a class depends on, measured."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from campus5g import __version__
from campus5g.inventory import Inventory
from campus5g.kit.errors import KitError
from campus5g.kit.kit import Kit
from campus5g.kit_setup.acceptance.bundle import conclude
from campus5g.kit_setup.acceptance.check import Check, tried
from campus5g.kit_setup.acceptance.clocks import clocks
from campus5g.kit_setup.acceptance.joining import joins
from campus5g.kit_setup.acceptance.limiting import Pause
from campus5g.kit_setup.acceptance.passage import passes, rates
from campus5g.kit_setup.acceptance.recovery import recovery
from campus5g.kit_setup.acceptance.robots import robots_drive
from campus5g.kit_setup.doctor import Finding, examine
from campus5g.language import t

Result = Finding | Check


@dataclass
class Outcome:
    """What an acceptance found.

    Args:
        kit: what the gateway tells of itself and its network.
        findings: the doctor's.
        checks: what was measured.
        digest: the SHA-256 of the bundle's conclusions.
    """

    kit: dict[str, Any]
    began: datetime
    ended: datetime
    findings: list[Finding] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    digest: str = ""

    @property
    def passed(self) -> bool:
        """Whether the kit may be lent: the doctor found no failure, and no check failed."""
        return not (
            any(finding.level == "failure" for finding in self.findings)
            or any(check.verdict == "failed" for check in self.checks)
        )

    @property
    def untested(self) -> str:
        """What the verdict does not cover, in a sentence; each check has its reason. Or nothing."""
        titles = [check.title for check in self.checks if check.verdict == "not tested"]
        if not titles:
            return ""
        return t(fr=f"Non testé : {' ; '.join(titles)}.", en=f"Not tested: {'; '.join(titles)}.")


def accept(
    kit: Kit,
    inventory: Inventory,
    bundle: Path,
    *,
    gateway: psutil.Process | None = None,
    arm: Callable[[str], str] | None = None,
    pause: Pause | None = None,
    tell: Callable[[Result], None] = lambda result: None,
) -> Outcome:
    """Accept a kit: measure it against its inventory's marks and leave the evidence in a folder.

    Devices leave and join the network, and the robots drive, one after the other. A part that
    can't be measured fails with the reason; the rest goes on.

    Args:
        kit: the kit, which nobody else uses meanwhile.
        inventory: its marks and outlets.
        bundle: an empty folder (`new_bundle`).
        gateway: the gateway's process where it runs here.
        arm: asks a person for the code that the gateway has printed at the bench for a robot.
        pause: has a person stop and start the limiter aboard a real robot.
        tell: called with each finding and check as soon as it is known.

    Raises:
        KitError: the gateway itself does not answer.
    """
    bundle = bundle.resolve()
    outcome = Outcome(kit.describe(), datetime.now(UTC), datetime.now(UTC))
    for finding in examine(kit):
        outcome.findings.append(finding)
        tell(finding)
    # What is kept lies beside the working directory's notebook, here: in the bundle.
    with contextlib.chdir(bundle):
        for check in _checks(kit, inventory, bundle, gateway, arm, pause):
            outcome.checks.append(check)
            tell(check)
    outcome.ended = datetime.now(UTC)
    about = {
        "kit": kit.name,
        "kind": kit.kind,
        "version": __version__,
        "began": outcome.began.isoformat(),
        "ended": outcome.ended.isoformat(),
        "passed": outcome.passed,
        "marks": inventory.acceptance.model_dump(mode="json"),
        "findings": [finding.as_data() for finding in outcome.findings],
    }
    outcome.digest = conclude(bundle, about, outcome.checks)
    return outcome


def _checks(
    kit: Kit,
    inventory: Inventory,
    bundle: Path,
    gateway: psutil.Process | None,
    arm: Callable[[str], str] | None,
    pause: Pause | None,
) -> Iterator[Check]:
    marks = inventory.acceptance
    health = kit.health()
    points = [each.name for each in health if each.kind == "capture" and each.ok]
    answering = {each.name for each in health if each.kind == "robot" and each.ok}
    robots = [kit.robot(name) for name in kit.robots if name in answering]
    yield from tried("clock-offset", lambda: clocks(kit, robots, marks))
    device = marks.device or _first_registered(kit)
    if device is None:
        yield Check(
            "attach-success",
            t(fr="rejoindre le réseau", en="joining the network"),
            "failed",
            t(fr="aucun appareil n’est enregistré", en="no registered device"),
        )
    else:
        yield from tried("attach-success", lambda: joins(kit, device, points, marks))
        yield from tried("round-trips", lambda: passes(kit, device, points, marks))
        yield from tried("rates", lambda: rates(kit, inventory, device, bundle))
        for name in inventory.power:
            yield from tried(f"recovery-{name}", partial(recovery, kit, inventory, name, device))
    if not inventory.power:
        yield Check(
            "recovery",
            t(fr="retour après coupure de courant", en="recovery after a power cycle"),
            "not tested",
            t(fr="aucune prise commandée dans l’inventaire", en="no outlet in the inventory"),
        )
    yield from robots_drive(kit, inventory, answering, gateway, arm, pause)


def _first_registered(kit: Kit) -> str | None:
    for name in kit.ues:
        with contextlib.suppress(KitError):
            if kit.ue(name).status().registered:
                return name
    return None
