"""Errors, with their HTTP status."""

from collections.abc import Iterable
from http import HTTPStatus

from pydantic import BaseModel

from campus5g.errors import CampusError, choose_from
from campus5g.language import t


class Problem(BaseModel):
    """The body of every answer that is an error."""

    problem: str
    remedy: str


class GatewayError(CampusError):
    """A request that can't be served, and the status to answer with."""

    def __init__(self, status: HTTPStatus, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.status = status


def ask_the_operator() -> str:
    """Return the remedy for a device that does not answer."""
    return t(
        fr="Prévenez l’exploitant du kit ; `k.show()` montre l’état de chaque appareil.",
        en="Tell the kit's operator; `k.show()` shows the state of each device.",
    )


def not_answering(problem: str) -> GatewayError:
    """Return the error for a device that does not answer."""
    return GatewayError(HTTPStatus.BAD_GATEWAY, problem, ask_the_operator())


def unknown_ue(ue: str, known: Iterable[str]) -> GatewayError:
    """Return the error for a UE that the kit does not have."""
    return GatewayError(
        HTTPStatus.NOT_FOUND,
        t(fr=f"Ce kit n’a pas d’équipement « {ue} ».", en=f"This kit has no UE “{ue}”."),
        choose_from(known),
    )
