"""What a number of late messages says of the share that is late: exact binomial bounds."""

import math

CONFIDENCE = 0.95
_HALVINGS = 60
_NEGLIGIBLE = 1e-16


def late_share_bounds(late: int, sent: int) -> tuple[float, float]:
    """Return below and above what the share of late messages lies, each with 95 % confidence.

    The one-sided bounds of Clopper and Pearson (Biometrika 26, 1934). They take each message for
    late by chance, whatever became of the others: of delays that come in bursts, count the bursts.
    With none late, the upper bound is about three divided by the number sent: the rule of three.

    Args:
        late: how many were late, or lost.
        sent: how many were sent.

    Returns:
        The lower and the upper bound, shares from 0 to 1.

    Raises:
        ValueError: nothing was sent, or more are late than were sent.
    """
    if not 0 <= late <= sent or not sent:
        raise ValueError(f"{late} of {sent} messages can't be late.")
    return 1 - _upper(sent - late, sent), _upper(late, sent)


def _upper(late: int, sent: int) -> float:
    """Return the share at which so few late messages, or fewer, have a chance of 5 %."""
    low, high = late / sent, 1.0
    if late == sent:
        return 1.0
    for _ in range(_HALVINGS):
        share = (low + high) / 2
        if _chance_of_at_most(late, sent, share) > 1 - CONFIDENCE:
            low = share
        else:
            high = share
    return high


def _chance_of_at_most(late: int, sent: int, share: float) -> float:
    """Return the binomial chance of so many late ones or fewer; ``share`` is above theirs."""
    if share >= 1:
        return 0.0
    term = math.exp(
        math.lgamma(sent + 1)
        - math.lgamma(late + 1)
        - math.lgamma(sent - late + 1)
        + late * math.log(share)
        + (sent - late) * math.log1p(-share)
    )
    total = 0.0
    # Below the mean the terms fall, so that the rest adds nothing.
    while late >= 0 and term > _NEGLIGIBLE * total:
        total += term
        term *= late * (1 - share) / ((sent - late + 1) * share)
        late -= 1
    return total
