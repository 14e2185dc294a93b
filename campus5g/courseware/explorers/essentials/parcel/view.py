"""A command opened like a parcel, header by header, on each link of its path."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.parcel.model import (
    LINKS,
    Layer,
    LayerId,
    Link,
    parcel,
    read_parcel,
    total_bytes,
    wrapping_bytes,
)
from campus5g.courseware.explorers.essentials.registration.observing import (
    ORDER,
    Observer,
    observer_here,
)
from campus5g.courseware.explorers.essentials.registration.view import source_words
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SIZES = (4, 20, 64, 250, 1000, 1400)
"""Orders to try, in bytes: up to a full packet of video."""

_GUESSED_BYTES = (0, 10, 40, 85)


class Parcel(anywidget.AnyWidget):
    """The headers of one packet on four links; ``size`` is a position in `SIZES`."""

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    labels: traitlets.List[Any] = traitlets.List().tag(sync=True)
    size = traitlets.Int(SIZES.index(len(ORDER))).tag(sync=True)
    links: traitlets.List[Any] = traitlets.List().tag(sync=True)
    source = traitlets.Unicode("").tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, observer: Observer | None = None, locked: bool = True) -> None:
        self._observer = observer_here() if observer is None else observer
        super().__init__(
            words=_words(), labels=[f"{_bytes(size)}" for size in SIZES], locked=locked
        )
        self._follow()
        self.observe(self._follow, "size")
        self._observer.follow(self._follow)

    @property
    def order_bytes(self) -> int:
        """The size of the command at the slider's position; the captured size if out of range."""
        return SIZES[self.size] if 0 <= self.size < len(SIZES) else len(ORDER)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        with self.hold_sync():
            self.links = link_words(self._observer, self.order_bytes)
            self.source = source_words(self._observer)


def parcels(observer: Observer | None = None) -> Explorer:
    """Return the explorer that opens a packet, with a prediction first.

    Args:
        observer: what captured the packet; the page's own if not given.
    """
    widget = Parcel(observer)
    question = _WORDS.text("prediction", "question")
    few, some, many = _GUESSED_BYTES[1:]
    guesses = [
        Guess("0", _WORDS.text("prediction", "0")),
        Guess(f"{few}", t(fr=f"Environ {few}", en=f"About {few}")),
        Guess(f"{some}", t(fr=f"Environ {some}", en=f"About {some}")),
        Guess(f"{many}", t(fr=f"Environ {many}", en=f"About {many}")),
    ]
    rows = [[one["name"], one["sum"]] for one in widget.links]
    table = [[t(fr="Où", en="Where"), t(fr="Emballage et ordre", en="Wrapping and order")], *rows]
    return Explorer(Prediction("parcel", question, guesses, _outcome), widget, table)


def _outcome() -> tuple[str, str]:
    wrapping = wrapping_bytes(parcel("tunnel", len(ORDER)))
    nearest = min(_GUESSED_BYTES, key=lambda guessed: abs(guessed - wrapping))
    times = number(wrapping / len(ORDER))
    return f"{nearest}", _WORDS.text(
        "prediction", "outcome", wrapping=_bytes(wrapping), times=times
    )


def link_words(observer: Observer, order_bytes: int) -> list[dict[str, Any]]:
    """Return each link with the layers of a packet, in words."""
    observation = observer.observation
    seen: dict[Link, dict[LayerId, dict[str, str]]] = {
        "site": _labels(observation.plain),
        "tunnel": _labels(observation.tunnelled),
    }
    shown = []
    for link in LINKS:
        layers = parcel(link, order_bytes)
        known = {**seen.get(link, {})}
        if link in ("air", "device"):
            # The packet within is the same: it is only unwrapped on its way.
            inner = seen["tunnel"]
            known = {name: inner[name] for name in ("inner-ip", "inner-udp", "order")}
        wrapping, whole = wrapping_bytes(layers), total_bytes(layers)
        shown.append(
            {
                "id": link,
                "name": _link_name(link),
                "about": _link_about(link),
                "layers": [_layer(layer, known.get(layer.id, {}), order_bytes) for layer in layers],
                "wrapping": wrapping,
                "order": order_bytes,
                "sum": f"{wrapping} + {_count(order_bytes)} = {_bytes(whole)}",
                "share": f"{round(100 * wrapping / whole)}{NO_BREAK}%",
            }
        )
    return shown


def _labels(frame: str) -> dict[LayerId, dict[str, str]]:
    return {layer.id: layer.label for layer in read_parcel(bytes.fromhex(frame))}


def _layer(layer: Layer, label: dict[str, str], order_bytes: int) -> dict[str, str]:
    name, about = _WORDS.text("layer", layer.id), _WORDS.text("layer_about", layer.id)
    if layer.id == "order" and order_bytes != len(ORDER):
        label = {}
    return {
        "name": name,
        "size": _bytes(layer.size_bytes),
        "told": about,
        "label": _label(layer.id, label),
    }


def _label(name: LayerId, label: dict[str, str]) -> str:
    if not label:
        return ""
    if name == "order":
        return label["text"]
    if name == "gtp":
        return t(fr=f"tunnel 0x{label['tunnel']}", en=f"tunnel 0x{label['tunnel']}")
    if name == "qos":
        return t(fr=f"flux (QFI) {label['flow']}", en=f"flow (QFI) {label['flow']}")
    return f"{label['from']} → {label['to']}"


def _bytes(count: int) -> str:
    return f"{_count(count)}{NO_BREAK}" + t(fr="octets", en="bytes")


def _count(count: int) -> str:
    return f"{count:,}".replace(",", t(fr=NO_BREAK, en=","))


def _link_name(link: Link) -> str:
    return _WORDS.text("link", link)


def _link_about(link: Link) -> str:
    return _WORDS.text("link_about", link)


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "player": player_words(),
        "key": _WORDS.list("key"),
        "headers": _WORDS.list("headers"),
    }
