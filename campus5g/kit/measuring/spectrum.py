"""What a machine's vibration is made of: spectra, and where a bearing's defects would show.

A defect rings the housing at its own high frequency; how often it is struck shows in the spectrum
of the ring's envelope (Randall and Antoni, Rolling element bearing diagnostics - a tutorial,
Mechanical Systems and Signal Processing 25 (2011), section 4).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

ENVELOPE_FROM_HZ = 500.0
"""Below are the shaft and its harmonics; what rings lies above."""


@dataclass(frozen=True)
class DefectFrequencies:
    """How often a bearing's defects are struck, in hertz (BPFO, BPFI, BSF, FTF of the literature).

    `bsf_hz` is how often a ball turns: a defect on it strikes twice as often.
    """

    bpfo_hz: float
    bpfi_hz: float
    bsf_hz: float
    ftf_hz: float


def defect_frequencies(bearing: Mapping[str, Any], rotation_hz: float) -> DefectFrequencies:
    """Return the defect frequencies of a bearing, from its geometry and its shaft's rotation.

    Args:
        bearing: ``balls``, ``ball_mm``, ``pitch_mm`` and ``contact_deg``.
        rotation_hz: of the shaft, the outer race standing still.
    """
    angle = math.radians(float(bearing["contact_deg"]))
    ratio = float(bearing["ball_mm"]) / float(bearing["pitch_mm"]) * math.cos(angle)
    return DefectFrequencies(
        bpfo_hz=int(bearing["balls"]) / 2 * (1 - ratio) * rotation_hz,
        bpfi_hz=int(bearing["balls"]) / 2 * (1 + ratio) * rotation_hz,
        bsf_hz=float(bearing["pitch_mm"])
        / float(bearing["ball_mm"])
        / 2
        * (1 - ratio**2)
        * rotation_hz,
        ftf_hz=(1 - ratio) / 2 * rotation_hz,
    )


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
