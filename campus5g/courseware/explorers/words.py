"""Names and quantities that several explorers show, in the reader's language."""

import math

from campus5g.courseware.explorers.models.technology import (
    Axis,
    Power,
    Range,
    Source,
    TechnologyId,
    Verdict,
)
from campus5g.kit.showing.numbers import whole as whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


NO_BREAK = "\N{NO-BREAK SPACE}"


def technology_name(technology: TechnologyId) -> str:
    """Return the display name of a network."""
    return _WORDS.text("technology", technology)


def axis_name(axis: Axis) -> str:
    """Return the display name of a need."""
    return _WORDS.text("axis", axis)


def axis_help(axis: Axis) -> str:
    """Return what exactly an axis measures, in a few words."""
    return _WORDS.text("axis_help", axis)


def verdict_name(verdict: Verdict) -> str:
    """Return the display name of a verdict."""
    return _WORDS.text("verdict", verdict)


def quantity(axis: Axis, value: float) -> str:
    """Return a value of an axis with the unit that suits it."""
    return {
        "rate": _rate,
        "delay": _delay,
        "devices": _devices,
        "distance": _distance,
        "speed": _speed,
        "power": _power,
    }[axis](value)


def offered(axis: Axis, found: Range) -> str:
    """Return what a network offers, from the smaller value to the larger one, with its unit."""
    low, high = sorted((found.bad, found.good))
    if low == high:
        return quantity(axis, low)
    start, end = quantity(axis, low), quantity(axis, high)
    _, _, unit = end.rpartition(NO_BREAK)
    start = start.removesuffix(f"{NO_BREAK}{unit}")
    return t(fr=f"{start} à {end}", en=f"{start} to {end}")


def source_name(source: Source) -> str:
    """Return the short name of where a value comes from."""
    return _WORDS.text("source", source)


def number(value: float) -> str:
    """Return a number with two or three significant digits and the reader's decimal mark."""
    if value == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    rounded = round(value, digits) if value < 100 else float(f"{value:.2g}")
    text = f"{rounded:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    return t(fr=text.replace(",", NO_BREAK).replace(".", ","), en=text)


def megabits(mbit_s: float) -> str:
    """Return a rate in Mbit/s, without decimals from ten upwards."""
    text = number(mbit_s) if mbit_s < 10 else f"{mbit_s:.0f}"
    return f"{text}{NO_BREAK}Mbit/s"


def percent(share: float) -> str:
    """Return a share, 0 to 1, as a percentage with as many decimals as it has, six at most."""
    text = f"{100 * share:.6f}".rstrip("0").rstrip(".")
    return t(fr=text.replace(".", ","), en=text) + f"{NO_BREAK}%"


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)}{NO_BREAK}{unit}"


def _rate(kbit_s: float) -> str:
    if kbit_s < 1:
        return _with_unit(kbit_s * 1000, "bit/s")
    if kbit_s < 1000:
        return _with_unit(kbit_s, "kbit/s")
    if kbit_s < 1e6:
        return _with_unit(kbit_s / 1000, "Mbit/s")
    return _with_unit(kbit_s / 1e6, "Gbit/s")


def _delay(delay_ms: float) -> str:
    if math.isinf(delay_ms):
        return t(fr="sans limite (réseau saturé)", en="endless (network full)")
    if delay_ms < 100:
        return _with_unit(delay_ms, "ms")
    if delay_ms < 1000:
        return f"{whole(delay_ms)}{NO_BREAK}ms"
    return _with_unit(delay_ms / 1000, "s")


def _devices(count: float) -> str:
    return number(math.floor(count))


def _distance(distance_m: float) -> str:
    if distance_m < 1000:
        return _with_unit(distance_m, "m")
    return _with_unit(distance_m / 1000, "km")


def _speed(speed_km_h: float) -> str:
    if speed_km_h == 0:
        return t(fr="immobile", en="standing still")
    return _with_unit(speed_km_h, "km/h")


def _power(level: float) -> str:
    return _WORDS.text("power", Power(round(level)).name.lower())
