"""Arming: a real robot takes no commands until a person at the bench has armed it.

The code is printed where the gateway runs, at the bench: only a person there can read it. It is
printed once, and stays the same until it has armed the robot or is too old. Five wrong codes in a
row lock arming for a quarter of an hour, so that trying them all would take years.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from campus5g.gateway.problems import GatewayError
from campus5g.language import t

ARMED_S = 1800.0
CODE_S = 600.0
MOST_TRIES = 5
LOCKED_S = 900.0

log = logging.getLogger(__name__)


class Arming:
    """Whether a robot may be driven.

    Args:
        robot: its name.
        by_a_person: whether arming takes a code; a virtual robot is armed from the start.
        now_s: a monotonic clock, in seconds.
    """

    def __init__(
        self, robot: str, *, by_a_person: bool, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._robot = robot
        self._by_a_person = by_a_person
        self._now_s = now_s
        self._armed_until = -1.0
        self._code = ""
        self._code_until = -1.0
        self._wrong = 0
        """Codes that were wrong since the last right one, or the last lock."""
        self._locked_until = -1.0

    @property
    def armed(self) -> bool:
        """Whether the robot may be driven now."""
        return not self._by_a_person or self._now_s() < self._armed_until

    def offer_code(self) -> None:
        """Print a code at the bench, unless one is still valid or arming is locked."""
        if self._now_s() < max(self._code_until, self._locked_until):
            return
        self._code = f"{secrets.randbelow(1_000_000):06d}"
        self._code_until = self._now_s() + CODE_S
        log.warning(
            "robot %s: check that the space around it is free; its code is %s",
            self._robot,
            self._code,
        )

    def confirm(self, code: str) -> None:
        """Arm the robot for half an hour.

        Raises:
            GatewayError: the code is wrong or too old, or arming is locked.
        """
        if not self._by_a_person:
            return
        if self._now_s() < self._locked_until:
            raise self._locked()
        # Compared in any case, so that the time taken does not tell whether there is a code.
        same = hmac.compare_digest(code.encode(), self._code.encode())
        if not (same and self._now_s() < self._code_until):
            self._wrong += 1
            if self._wrong >= MOST_TRIES:
                self._lock()
                raise self._locked()
            self.offer_code()
            raise GatewayError(
                HTTPStatus.FORBIDDEN,
                t(
                    fr=f"Ce code n’arme pas le robot « {self._robot} ».",
                    en=f"This code does not arm the robot “{self._robot}”.",
                ),
                self._at_the_bench(),
            )
        self._code_until = -1.0
        self._wrong = 0
        self._armed_until = self._now_s() + ARMED_S
        log.warning("robot %s: armed for %d minutes", self._robot, ARMED_S // 60)

    def disarm(self) -> None:
        """Require a person again."""
        self._armed_until = -1.0

    def check(self) -> None:
        """Check that the robot is armed.

        Raises:
            GatewayError: it is not armed; a code is printed at the bench.
        """
        if not self.armed:
            if self._now_s() < self._locked_until:
                raise self._locked()
            self.offer_code()
            raise GatewayError(
                HTTPStatus.FORBIDDEN,
                t(
                    fr=f"Le robot « {self._robot} » n’est pas armé.",
                    en=f"The robot “{self._robot}” is not armed.",
                ),
                self._at_the_bench(),
            )

    def _lock(self) -> None:
        """Void the code and take no other for a while."""
        self._wrong = 0
        self._code_until = -1.0
        self._locked_until = self._now_s() + LOCKED_S
        log.warning(
            "robot %s: %d wrong codes: arming is locked for %d minutes",
            self._robot,
            MOST_TRIES,
            LOCKED_S // 60,
        )

    def _locked(self) -> GatewayError:
        left = timedelta(seconds=self._locked_until - self._now_s())
        until = datetime.now().astimezone() + left + timedelta(minutes=1)
        return GatewayError(
            HTTPStatus.FORBIDDEN,
            t(
                fr=f"L’armement du robot « {self._robot} » est bloqué : {MOST_TRIES} codes faux.",
                en=f"Arming the robot “{self._robot}” is locked: {MOST_TRIES} wrong codes.",
            ),
            t(
                fr=f"Réessayez à {until:%H:%M} avec le code affiché au banc ; l’exploitant peut "
                "débloquer plus tôt en redémarrant la passerelle.",
                en=f"Try again at {until:%H:%M} with the code shown at the bench; the operator can "
                "unlock it sooner by restarting the gateway.",
            ),
        )

    def _at_the_bench(self) -> str:
        return t(
            fr="Une personne vérifie au banc que la place est libre, lit le code affiché par la "
            f'passerelle et le donne : `k.robot("{self._robot}").arm("…")`.',
            en="A person at the bench checks that the space is free, reads the code that the "
            f'gateway shows there and gives it: `k.robot("{self._robot}").arm("…")`.',
        )
