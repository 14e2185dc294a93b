"""The standardised 5QIs (TS 23.501, table 5.7.4-1)."""

STANDARDISED_5QIS = frozenset(
    {*range(1, 11), *range(65, 68), *range(69, 77), 79, 80, *range(82, 91)}
)
GUARANTEED_5QIS = frozenset({1, 2, 3, 4, *range(65, 68), *range(71, 77), *range(82, 91)})
"""Those of GBR and delay-critical GBR flows."""
