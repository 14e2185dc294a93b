import pytest

from campus5g.inventory.bands import BANDS, arfcn_to_mhz


@pytest.mark.parametrize(
    ("arfcn", "frequency_mhz"),
    [
        (0, 0.0),
        (520_000, 2600.0),
        (600_000, 3000.0),
        (640_320, 3604.8),
        (653_334, 3800.01),
        (680_000, 4200.0),
        (2_016_667, 24_250.08),
    ],
)
def test_arfcn_gives_the_frequency_of_ts_38_104(arfcn: int, frequency_mhz: float) -> None:
    assert arfcn_to_mhz(arfcn) == pytest.approx(frequency_mhz)


@pytest.mark.parametrize("arfcn", [-1, 3_279_166])
def test_a_number_outside_the_raster_is_refused(arfcn: int) -> None:
    with pytest.raises(ValueError, match="not an NR-ARFCN"):
        arfcn_to_mhz(arfcn)


def test_the_french_window_3_8_to_4_2_ghz_is_in_n77_and_not_in_n78() -> None:
    assert BANDS["n77"].holds(3800, 4200)
    assert not BANDS["n78"].holds(3800, 4200)
