"""The explorers of the module *predictive-maintenance*."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.explorers.explorer import Explorer

__all__ = ["alarm_threshold", "bearing_spectrum", "sampling_choice", "what_travels"]


def bearing_spectrum() -> "Explorer":
    """Return the explorer of a fan's bearing that wears: signal, spectrum, envelope's spectrum."""
    from campus5g.courseware.explorers.use_cases.predictive_maintenance.bearing_spectrum import view

    return view.bearing_spectrum()


def sampling_choice() -> "Explorer":
    """Return the explorer of a reading's rate and length: what the spectrum then shows."""
    from campus5g.courseware.explorers.use_cases.predictive_maintenance.sampling_choice import view

    return view.sampling_choice()


def alarm_threshold() -> "Explorer":
    """Return the explorer of an alarm's threshold: false alarms against missed faults, in euros."""
    from campus5g.courseware.explorers.use_cases.predictive_maintenance.alarm_threshold import view

    return view.alarm_threshold()


def what_travels() -> "Explorer":
    """Return the explorer of what a vibration sensor sends, and of the networks that carry it."""
    from campus5g.courseware.explorers.use_cases.predictive_maintenance.what_travels import view

    return view.what_travels()
