"""Arming: a real robot takes no commands until a person at the bench has armed it.

The code is printed where the gateway runs, at the bench: only a person there can read it.
"""

import hmac
import logging
import secrets
import time
from http import HTTPStatus

from campus5g.gateway.problems import GatewayError
from campus5g.language import t

ARMED_S = 1800.0
CODE_S = 600.0
MOST_TRIES = 5

log = logging.getLogger(__name__)


class Arming:
    """Whether a robot may be driven.

    Args:
        robot: its name.
        by_a_person: whether arming takes a code; a virtual robot is armed from the start.
    """

    def __init__(self, robot: str, *, by_a_person: bool) -> None:
        self._robot = robot
        self._by_a_person = by_a_person
        self._armed_until = 0.0
        self._code = ""
        self._code_until = 0.0
        self._tries = 0

    @property
    def armed(self) -> bool:
        """Whether the robot may be driven now."""
        return not self._by_a_person or time.monotonic() < self._armed_until

    def offer_code(self) -> None:
        """Print a code at the bench, unless one is still valid."""
        if time.monotonic() < self._code_until and self._tries < MOST_TRIES:
            return
        self._code = f"{secrets.randbelow(1_000_000):06d}"
        self._code_until = time.monotonic() + CODE_S
        self._tries = 0
        log.warning(
            "robot %s: check that the space around it is free; its code is %s",
            self._robot,
            self._code,
        )

    def confirm(self, code: str) -> None:
        """Arm the robot for half an hour.

        Raises:
            GatewayError: the code is wrong or too old.
        """
        if not self._by_a_person:
            return
        valid = time.monotonic() < self._code_until and self._tries < MOST_TRIES
        self._tries += 1
        if not (valid and hmac.compare_digest(code.encode(), self._code.encode())):
            self.offer_code()
            raise GatewayError(
                HTTPStatus.FORBIDDEN,
                t(
                    fr=f"Ce code n’arme pas le robot « {self._robot} ».",
                    en=f"This code does not arm the robot “{self._robot}”.",
                ),
                self._at_the_bench(),
            )
        self._code_until = 0.0
        self._armed_until = time.monotonic() + ARMED_S
        log.warning("robot %s: armed for %d minutes", self._robot, ARMED_S // 60)

    def disarm(self) -> None:
        """Require a person again."""
        self._armed_until = 0.0

    def check(self) -> None:
        """Check that the robot is armed.

        Raises:
            GatewayError: it is not armed; a code is printed at the bench.
        """
        if not self.armed:
            self.offer_code()
            raise GatewayError(
                HTTPStatus.FORBIDDEN,
                t(
                    fr=f"Le robot « {self._robot} » n’est pas armé.",
                    en=f"The robot “{self._robot}” is not armed.",
                ),
                self._at_the_bench(),
            )

    def _at_the_bench(self) -> str:
        return t(
            fr="Une personne vérifie au banc que la place est libre, lit le code affiché par la "
            f'passerelle et le donne : `k.robot("{self._robot}").arm("…")`.',
            en="A person at the bench checks that the space is free, reads the code that the "
            f'gateway shows there and gives it: `k.robot("{self._robot}").arm("…")`.',
        )
