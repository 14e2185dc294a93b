"""What a machine's vibration is made of: its spectrum, and the spectrum of its envelope.

A defect rings the housing at its own high frequency; how often it is struck shows in the spectrum
of the ring's envelope (Randall and Antoni, Rolling element bearing diagnostics - a tutorial,
Mechanical Systems and Signal Processing 25 (2011), section 4).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

ENVELOPE_FROM_HZ = 500.0
"""Below are the shaft and its harmonics; what rings lies above."""


def spectrum(
    stretches: Sequence[Sequence[float]], sampling_hz: float, *, envelope: bool
) -> tuple["npt.NDArray[Any]", "npt.NDArray[Any]"]:
    """Return frequencies in hertz and amplitudes, averaged over stretches of one length.

    Each stretch is weighted by a Hann window; a sine of amplitude A shows as A.

    Args:
        stretches: of the signal.
        sampling_hz: of the signal.
        envelope: of what lies above `ENVELOPE_FROM_HZ`, by the analytic signal, in its place.
    """
    import numpy as np

    signals = np.asarray(stretches, dtype=float)
    if envelope:
        signals = _envelopes(signals, sampling_hz)
    signals = signals - signals.mean(axis=1, keepdims=True)
    window = np.hanning(signals.shape[1])
    amplitudes = np.abs(np.fft.rfft(signals * window, axis=1)) * 2 / window.sum()
    frequencies = np.fft.rfftfreq(signals.shape[1], 1 / sampling_hz)
    return frequencies, amplitudes.mean(axis=0)


def _envelopes(signals: "npt.NDArray[Any]", sampling_hz: float) -> "npt.NDArray[Any]":
    """Return the magnitude of the analytic signal of what lies above `ENVELOPE_FROM_HZ`."""
    import numpy as np

    lines = np.fft.fft(signals, axis=1)
    frequencies = np.fft.fftfreq(signals.shape[1], 1 / sampling_hz)
    lines[:, frequencies < ENVELOPE_FROM_HZ] = 0
    return np.abs(np.fft.ifft(2 * lines, axis=1))
