"""Check which TDD patterns, subcarrier spacings and channel bandwidths go together."""

from collections.abc import Iterable
from fractions import Fraction

from campus5g.language import t
from campus5g.manifest import impossible

FR1_MHZ = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100)
FR2_MHZ = (50, 100, 200, 400)

# The narrowest and the widest channel of each spacing (TS 38.101-1 and 38.101-2, table 5.3.2-1).
_FR1_SPACINGS = {15: (5, 50), 30: (5, 100), 60: (10, 100)}
_FR2_SPACINGS = {60: (50, 200), 120: (50, 400)}
_REPEATS_MS = 20


def slot_ms(scs_khz: int) -> Fraction:
    """Return the duration of a slot in milliseconds (TS 38.211, 4.3.2)."""
    return Fraction(15, scs_khz)


def check_frame(band: str, bandwidth_mhz: int, scs_khz: int, tdd_pattern: str) -> None:
    """Refuse a spacing, a bandwidth or a slot pattern that a cell can't have.

    The period of a pattern divides 20 ms (TS 38.213, 11.1). A pattern has slots of both directions
    and a special slot before the uplink, in which radios switch from receiving to sending.

    Raises:
        PydanticCustomError: it is impossible.
    """
    high = band == "n258"
    spacings, widths = (_FR2_SPACINGS, FR2_MHZ) if high else (_FR1_SPACINGS, FR1_MHZ)
    if scs_khz not in spacings:
        raise impossible(
            t(
                fr=f"La bande {band} n’a pas d’espacement de {scs_khz} kHz.",
                en=f"Band {band} does not have a subcarrier spacing of {scs_khz} kHz.",
            ),
            _one_of(spacings),
        )
    narrowest, widest = spacings[scs_khz]
    possible = [width for width in widths if narrowest <= width <= widest]
    if bandwidth_mhz not in possible:
        raise impossible(
            t(
                fr=f"Aucun canal n’a {bandwidth_mhz} MHz de large à {scs_khz} kHz.",
                en=f"A channel can't be {bandwidth_mhz} MHz wide at {scs_khz} kHz.",
            ),
            _one_of(possible),
        )
    period_ms = len(tdd_pattern) * slot_ms(scs_khz)
    if (_REPEATS_MS / period_ms).denominator != 1:
        decimal = f"{float(period_ms):g}".replace(".", ",")
        raise impossible(
            t(
                fr=f"La trame {tdd_pattern} dure {decimal} ms, qui ne divise pas 20 ms.",
                en=f"The frame {tdd_pattern} lasts {float(period_ms):g} ms, which does not divide "
                "20 ms.",
            ),
            t(
                fr="Prenez un motif de 0,5, 1, 1,25, 2, 2,5, 4, 5, 10 ou 20 ms : DDDSU à 30 kHz "
                "dure 2,5 ms.",
                en="Use a pattern of 0.5, 1, 1.25, 2, 2.5, 4, 5, 10 or 20 ms: DDDSU at 30 kHz is "
                "2.5 ms.",
            ),
        )
    if "D" not in tdd_pattern or "U" not in tdd_pattern:
        raise impossible(
            t(
                fr=f"La trame {tdd_pattern} ne sert qu’un sens.",
                en=f"The frame {tdd_pattern} serves one direction only.",
            ),
            t(fr="Donnez-lui des slots D et des slots U.", en="Give it D slots and U slots."),
        )
    # The pattern repeats, so its end meets its start.
    if "DU" in tdd_pattern + tdd_pattern[0]:
        raise impossible(
            t(
                fr=f"La trame {tdd_pattern} passe de D à U sans slot spécial.",
                en=f"The frame {tdd_pattern} turns from D to U without a special slot.",
            ),
            t(fr="Mettez un S entre les deux.", en="Put an S between them."),
        )


def _one_of(values: Iterable[int]) -> str:
    listed = ", ".join(map(str, values))
    return t(fr=f"Prenez l’un de : {listed}.", en=f"Use one of: {listed}.")
