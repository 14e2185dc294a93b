"""What a number of late messages says of the share that is late: exact binomial bounds."""

CONFIDENCE = 0.95


def late_share_bounds(late: int, sent: int) -> tuple[float, float]:
    """Return below and above what the share of late messages lies, each with 95 % confidence.

    The one-sided bounds of Clopper and Pearson (Biometrika 26, 1934), as quantiles of the beta
    distribution. They take each message for late by chance, whatever became of the others: of
    delays that come in bursts, count the bursts. With none late, the upper bound is about three
    divided by the number sent: the rule of three.

    Args:
        late: how many were late, or lost.
        sent: how many were sent.

    Returns:
        The lower and the upper bound, shares from 0 to 1.

    Raises:
        ValueError: nothing was sent, or more are late than were sent.
    """
    # A fifth of a second to import, and most that measure do not judge.
    from scipy.special import betaincinv

    if not 0 <= late <= sent or not sent:
        raise ValueError(f"{late} of {sent} messages can't be late.")
    in_time = sent - late
    lower = float(betaincinv(late, in_time + 1, 1 - CONFIDENCE)) if late else 0.0
    upper = float(betaincinv(late + 1, in_time, CONFIDENCE)) if in_time else 1.0
    return lower, upper
