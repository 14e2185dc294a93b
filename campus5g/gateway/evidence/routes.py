"""The routes of evidence: a measurement's artefact, and the kit's attestation."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.description import describe
from campus5g.gateway.evidence.measured import EvidenceOrder, Notary
from campus5g.inventory import Inventory

DSSE = "application/vnd.dsse.envelope.v1+json"
ANY = "application/octet-stream"
DESCRIPTION = "description"


class Noted(BaseModel):
    """A measurement that can be kept."""

    measurement: str = Field(description="The id that its attestation is requested by.")


def evidence_routes(access: Access, notary: Notary, kit: Callable[[], Inventory]) -> APIRouter:
    """Return the routes of measurements and their attestations.

    Args:
        access: checks tokens and leases.
        notary: signs measurements.
        kit: returns the kit as it is now.
    """
    router = APIRouter(prefix="/measurements", tags=["evidence"])

    @router.post("/description", status_code=201, **for_holder(access))
    async def description(holder: Annotated[Holder, Depends(access.holder)]) -> Noted:
        """Note the kit's description, so that it can be kept beside the measurements."""
        return Noted(
            measurement=notary.note(
                DESCRIPTION,
                {},
                holder,
                datetime.now(UTC),
                describe(kit(), notary.key).model_dump_json(indent=1).encode(),
            )
        )

    @router.get("/{measurement_id}", **for_holder(access, 404, media_type=ANY))
    async def artefact(
        measurement_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Response:
        """Download a measurement as it is kept. A capture has its own route."""
        data, media_type = notary.artefact(measurement_id, holder)
        return Response(data, media_type=media_type)

    @router.post("/{measurement_id}/attestation", **for_holder(access, 404, media_type=DSSE))
    async def attest(
        measurement_id: str, order: EvidenceOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Response:
        """Return the kit's signed statement on a measurement: a DSSE envelope."""
        envelope = notary.attest(measurement_id, order.name, holder)
        return Response(envelope.to_json(), media_type=DSSE)

    return router
