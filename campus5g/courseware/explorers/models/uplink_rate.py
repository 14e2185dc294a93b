"""The highest uplink rate of a 5G cell."""

_SUBCARRIERS_PER_BLOCK = 12
_SYMBOLS_PER_S_AT_30_KHZ = 28_000
_BITS_PER_SYMBOL_64QAM = 6
_HIGHEST_CODE_RATE = 948 / 1024
_UPLINK_OVERHEAD_FR1 = 0.08


def peak_uplink_mbit_s(resource_blocks: int, uplink_share: float) -> float:
    """Return the peak uplink rate of a cell: one layer, 64-QAM, subcarriers of 30 kHz.

    Args:
        resource_blocks: width of the carrier: 273 for 100 MHz, 106 for 40 MHz
            (TS 38.101-1, table 5.3.2-1).
        uplink_share: part of the time given to the uplink by the TDD pattern.

    Source: 3GPP TS 38.306, 4.1.2.
    """
    symbols_per_s = resource_blocks * _SUBCARRIERS_PER_BLOCK * _SYMBOLS_PER_S_AT_30_KHZ
    bits_per_s = symbols_per_s * _BITS_PER_SYMBOL_64QAM * _HIGHEST_CODE_RATE
    return bits_per_s * (1 - _UPLINK_OVERHEAD_FR1) * uplink_share / 1e6
