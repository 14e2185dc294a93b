"""Access to the kit: for the operator, and for the learner who holds the lease."""

import hmac
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Header, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from campus5g.errors import CampusError
from campus5g.evidence.work import HEADER, Work
from campus5g.gateway.access.leases import Leases
from campus5g.gateway.access.turnover import Turnover
from campus5g.gateway.access.uses import present_use
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.language import t

SHORTEST_TOKEN = 16

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]
StatedWork = Annotated[
    str,
    Header(
        alias=HEADER,
        max_length=4000,
        description="The lab that is worked on, `cohort/lab/release`, each part percent-encoded; "
        "statements about measurements name it.",
    ),
]


@dataclass(frozen=True)
class Holder:
    """The client that sent a request.

    Args:
        learner: the person whom measurements are attested for; empty if nobody is named.
        lease: the lease under which they use the kit; None for the operator.
        work: the lab that they are working on, if they say so; not part of who they are.
    """

    learner: str
    lease: str | None
    work: Work | None = field(default=None, compare=False)


class Access:
    """Checks the tokens that a kit is used with.

    Args:
        token: the operator's, which allows everything at any time. A learner who starts a
            private kit has it and needs no lease.
        leases: who holds the kit.
        turnover: makes it as new for the next holder.
        learner: the person whom measurements with the operator's token are attested for.
        for_learner_alone: whether the kit may be lent to nobody else.
    """

    def __init__(
        self,
        token: str,
        leases: Leases,
        turnover: Turnover,
        learner: str = "",
        *,
        for_learner_alone: bool = False,
    ) -> None:
        self._expected = token.encode()
        self.leases = leases
        self.turnover = turnover
        self._learner = learner
        self._for_learner_alone = for_learner_alone

    async def holder(self, credentials: Credentials, work: StatedWork = "") -> Holder:
        """Return the client that holds the kit (a FastAPI dependency).

        The first request of a lease waits until the kit is as new, the operator's only while it is
        being made so.

        Raises:
            GatewayError: an unknown token, a lease that has ended or not begun, or a kit that could
                not be made as new.
        """
        given = credentials.credentials if credentials else ""
        stated = Work.from_header(work)
        use = present_use()
        if self._is_operator(given):
            # Meanwhile devices would seem to be away.
            await self.turnover.calm()
            if use is None or use.changes:
                self.turnover.used()
            return Holder(self._learner, None, stated)
        lease = self.leases.use(given)
        if lease is None:
            raise _unknown_token()
        if not lease.opened:
            await self.turnover.ready()
            self.leases.check(lease.id)
            lease.opened = True
        self.turnover.used()
        if use is not None:
            use.lease = lease.id
        return Holder(lease.learner, lease.id, stated)

    def check_may_lend(self, learner: str) -> None:
        """Check that the kit may be lent to a person.

        Raises:
            GatewayError: it belongs to one learner, and this is another.
        """
        if self._for_learner_alone and learner != self._learner:
            raise GatewayError(
                HTTPStatus.FORBIDDEN,
                t(
                    fr="Ce kit virtuel ne mesure qu’au nom de la personne qui l’a démarré.",
                    en="This virtual kit measures only in the name of the person who started it.",
                ),
                t(
                    fr="Chacun démarre le sien : `kit.connect()`.",
                    en="Each person starts their own: `kit.connect()`.",
                ),
            )

    def check_still(self, holder: Holder) -> None:
        """Check that a holder's lease has not ended in the meantime.

        Raises:
            GatewayError: it has ended.
        """
        if holder.lease is not None:
            self.leases.check(holder.lease)

    async def operator(self, credentials: Credentials) -> None:
        """Check that the client is the operator (a FastAPI dependency).

        Raises:
            GatewayError: it is someone else.
        """
        given = credentials.credentials if credentials else ""
        if self._is_operator(given):
            return
        if self.leases.of(given) is None:
            raise _unknown_token()
        raise GatewayError(
            HTTPStatus.FORBIDDEN,
            t(
                fr="Seul l’exploitant du kit ou un formateur peut le faire.",
                en="Only the kit's operator or a trainer can do this.",
            ),
            t(fr="Demandez-le à votre formateur.", en="Ask your trainer."),
        )

    def _is_operator(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self._expected)


def for_holder(access: Access, *statuses: int, media_type: str | None = None) -> Any:
    """Return the options of a route that is open to the holder of the kit.

    Args:
        access: checks the token.
        statuses: of the errors that the route can answer with.
        media_type: of its answer, if that is not a model as JSON.
    """
    return _route_options(access.holder, (401, 403, 409, 429, *statuses), media_type)


def for_operator(access: Access, *statuses: int) -> Any:
    """Return the options of a route for the operator only; arguments as for `for_holder`."""
    return _route_options(access.operator, (401, 403, 429, *statuses), None)


def _route_options(
    door: Callable[..., Coroutine[Any, Any, object]],
    statuses: tuple[int, ...],
    media_type: str | None,
) -> Any:
    responses: dict[int, dict[str, Any]] = {status: {"model": Problem} for status in statuses}
    options: dict[str, Any] = {"dependencies": [Depends(door)], "responses": responses}
    if media_type is not None:
        responses[200] = {"content": {media_type: {}}}
        options["response_class"] = Response
    return options


def _unknown_token() -> GatewayError:
    return GatewayError(
        HTTPStatus.UNAUTHORIZED,
        t(
            fr="Ce kit ne reconnaît pas votre jeton d’accès.",
            en="This kit does not know your access token.",
        ),
        t(
            fr="Demandez le jeton de votre réservation, ou relancez `kit.connect()`.",
            en="Ask for your booking's token, or call `kit.connect()` again.",
        ),
    )


def token_from_surroundings() -> str:
    """Take the token from ``CAMPUS5G_TOKEN_FILE``, else from ``CAMPUS5G_TOKEN``.

    The variable is removed, so that no child process inherits the token.

    Raises:
        CampusError: there is no token, its file can't be read, or it is too short to be secure.
    """
    token = os.environ.pop("CAMPUS5G_TOKEN", "")
    file = os.environ.get("CAMPUS5G_TOKEN_FILE")
    if file:
        try:
            token = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CampusError(
                f"The token file {file} can't be read ({error.__class__.__name__}).",
                "Check CAMPUS5G_TOKEN_FILE and the file's permissions.",
            ) from error
    token = token.strip()
    if len(token) < SHORTEST_TOKEN:
        raise CampusError(
            f"The gateway needs a token of at least {SHORTEST_TOKEN} characters.",
            "Put a random one in a file of mode 0600 and name it in CAMPUS5G_TOKEN_FILE.",
        )
    return token
