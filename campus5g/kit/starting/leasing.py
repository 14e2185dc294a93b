"""Lend a kit to a learner, with the operator's token."""

import contextlib
from collections.abc import Iterator

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError


@contextlib.contextmanager
def leased(url: str, operator_token: str, learner: str, minutes: float = 60) -> Iterator[str]:
    """Lend a kit to a learner while the block runs; yield the token of the lease.

    Args:
        url: of the kit's gateway.
        operator_token: the token that the gateway was started with.
        learner: in whose name measurements are attested.
        minutes: how long the lease lasts at most.

    Raises:
        KitError: someone else has the kit, or it does not answer.
    """
    with GatewayConnection(url, operator_token) as operator:
        lease = operator.call("POST", "/leases", {"learner": learner, "minutes": minutes})
        try:
            yield str(lease["token"])
        finally:
            with contextlib.suppress(KitError):
                operator.call("DELETE", f"/leases/{lease['id']}")
