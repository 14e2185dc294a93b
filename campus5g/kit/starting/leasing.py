"""Lending a kit: what the holder of the operator's token does with a kit's leases."""

import contextlib
from collections.abc import Iterator

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError


@contextlib.contextmanager
def leased(url: str, operator_token: str, learner: str, minutes: float = 60) -> Iterator[str]:
    """Lend a kit to a learner while the block runs; give the token that opens it to them.

    Args:
        url: of the kit's gateway.
        operator_token: what the gateway was started with.
        learner: in whose name measurements are attested.
        minutes: after which the lease ends by itself.

    Raises:
        KitError: somebody else has the kit, or it does not answer.
    """
    with GatewayConnection(url, operator_token) as operator:
        lease = operator.call("POST", "/leases", {"learner": learner, "minutes": minutes})
        try:
            yield str(lease["token"])
        finally:
            with contextlib.suppress(KitError):
                operator.call("DELETE", f"/leases/{lease['id']}")
