"""The routes of leases: the operator grants and revokes, the holder looks and returns."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from campus5g.gateway.access.access import Access, Credentials, for_operator
from campus5g.gateway.access.leases import Lease, LeaseGrant, LeaseOrder, LeaseState
from campus5g.gateway.access.turnover import TurnoverState
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.language import t


def lease_routes(access: Access) -> APIRouter:
    """Return the routes of a kit's leases."""
    router = APIRouter(prefix="/leases", tags=["leases"])
    leases = access.leases
    own: Any = {"responses": {401: {"model": Problem}, 429: {"model": Problem}}}

    def lease_of(credentials: Credentials) -> Lease:
        lease = leases.of(credentials.credentials) if credentials else None
        if lease is None:
            raise GatewayError(
                HTTPStatus.UNAUTHORIZED,
                t(
                    fr="Ce jeton ne correspond à aucune réservation.",
                    en="This token does not belong to a booking.",
                ),
                t(fr="Réservez le kit.", en="Book the kit."),
            )
        return lease

    @router.post("", status_code=201, **for_operator(access, 409, 503))
    async def grant(order: LeaseOrder) -> LeaseGrant:
        """Give the kit to a learner, or a place in the queue; the answer holds their token.

        A kit that could not be made as new after the last lease is not given: 503 says why.
        """
        access.check_may_lend(order.learner)
        granted = leases.grant(order)
        if granted.state == "active":
            try:
                await access.turnover.ready()
            except GatewayError:
                leases.end(granted.id, "unfit")
                raise
        return granted

    @router.get("", **for_operator(access))
    async def every() -> list[LeaseState]:
        """List the current lease, then those that wait."""
        return leases.every()

    @router.get("/turnover")
    async def turnover() -> TurnoverState:
        """Tell whether the kit can be lent, and what the last lease has left. Open to all."""
        return access.turnover.state

    @router.get("/mine", **own)
    async def mine(credentials: Credentials) -> LeaseState:
        """Return the state of one's own lease, also before its turn and after its end."""
        return leases.state(lease_of(credentials))

    @router.delete("/mine", status_code=204, **own)
    async def give_back(credentials: Credentials) -> None:
        """Return the kit, or leave the queue; everything one has running on the kit ends."""
        leases.end(lease_of(credentials).id, "returned")

    @router.delete("/{lease_id}", status_code=204, **for_operator(access, 404))
    async def revoke(lease_id: str) -> None:
        """Revoke a lease: its running streams end at once."""
        leases.end(lease_id, "revoked")

    return router
