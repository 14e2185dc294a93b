"""An order opened like a parcel, wrapping by wrapping, on each link of its way."""

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
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

SIZES = (4, 20, 64, 250, 1000, 1400)
"""Orders to try, in bytes: up to a full packet of video."""

_GUESSED_BYTES = (0, 10, 40, 85)


class Parcel(anywidget.AnyWidget):
    """The wrappings of one packet on four links; ``size`` is a position in `SIZES`."""

    _esm = script(__file__)
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
        """The order's size that the slider stands for; the captured one's if it is none."""
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
    question = t(
        fr="Un ordre d’arrêt tient en 20 octets. Sur la liaison entre l’UPF et l’antenne, combien "
        "d’octets d’emballage y a-t-il autour ?",
        en="A stop command takes 20 bytes. On the link between the UPF and the antenna, how "
        "many bytes of wrapping surround it?",
    )
    few, some, many = _GUESSED_BYTES[1:]
    guesses = [
        Guess("0", t(fr="Aucun : l’ordre voyage seul", en="None: the command travels on its own")),
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
    return f"{nearest}", t(
        fr=f"{_bytes(wrapping)} d’emballage : {times} fois l’ordre lui-même. Pour un ordre court, "
        "c’est l’emballage qui voyage.",
        en=f"{_bytes(wrapping)} of wrapping: {times} times the command itself. With a short "
        "command, it is mostly wrapping that travels.",
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
    name, told = _LAYERS[layer.id]()
    if layer.id == "order" and order_bytes != len(ORDER):
        label = {}
    return {
        "name": name,
        "size": _bytes(layer.size_bytes),
        "told": told,
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
    return {
        "site": t(fr="De la salle de conduite à l’UPF (N6)", en="From control room to UPF (N6)"),
        "tunnel": t(fr="De l’UPF à l’antenne (N3)", en="From UPF to antenna (N3)"),
        "air": t(fr="Dans l’air", en="Over the air"),
        "device": t(fr="Dans l’engin", en="Inside the machine"),
    }[link]


def _link_about(link: Link) -> str:
    return {
        "site": t(
            fr="Un paquet ordinaire du réseau du site. Il porte déjà l’adresse de l’engin.",
            en="An ordinary packet on the site’s network. It already carries the machine’s "
            "address.",
        ),
        "tunnel": t(
            fr="L’UPF a mis tout le paquet dans un autre. L’adresse extérieure est celle de "
            "l’antenne : c’est le tunnel.",
            en="The UPF has put the whole packet inside another. The address on the outside "
            "is the antenna’s: this is the tunnel.",
        ),
        "air": t(
            fr="L’antenne a retiré le tunnel et mis l’emballage de la radio. L’air n’est pas "
            "capturé par le kit : ces tailles viennent de la norme.",
            en="The antenna has taken the tunnel off and put the radio’s wrapping on. The kit does "
            "not capture the air: these sizes come from the standard.",
        ),
        "device": t(
            fr="L’engin a retiré l’emballage de la radio. Il retrouve le paquet parti de la salle "
            "de conduite.",
            en="The machine has taken the radio’s wrapping off. It finds the packet exactly "
            "as it left the control room.",
        ),
    }[link]


def _words_of(fr: str, en: str, told_fr: str, told_en: str) -> Any:
    return lambda: (t(fr=fr, en=en), t(fr=told_fr, en=told_en))


_LAYERS: dict[LayerId, Any] = {
    "ethernet": _words_of(
        "Ethernet",
        "Ethernet",
        "Jusqu’à la prochaine machine sur le câble.",
        "As far as the next machine on the cable.",
    ),
    "ip": _words_of(
        "IP du tunnel", "Tunnel’s IP", "De l’UPF à l’antenne.", "From the UPF to the antenna."
    ),
    "udp": _words_of(
        "UDP du tunnel",
        "Tunnel’s UDP",
        "Le port 2152 annonce un tunnel GTP-U.",
        "Port 2152 announces a GTP-U tunnel.",
    ),
    "gtp": _words_of(
        "GTP-U",
        "GTP-U",
        "Le numéro du tunnel : à quel engin est ce paquet.",
        "The tunnel’s number: which machine this packet belongs to.",
    ),
    "qos": _words_of(
        "Flux de qualité",
        "Quality flow",
        "Le numéro du flux dit quelle priorité l’antenne donne au paquet.",
        "The flow’s number tells which priority the antenna gives the packet.",
    ),
    "radio": _words_of(
        "En-têtes radio",
        "Radio headers",
        "SDAP, PDCP, RLC et MAC : pour chiffrer, remettre en ordre, renvoyer.",
        "SDAP, PDCP, RLC and MAC: to cipher, put in order, send again.",
    ),
    "inner-ip": _words_of(
        "IP", "IP", "De la salle de conduite à l’engin.", "From the control room to the machine."
    ),
    "inner-udp": _words_of(
        "UDP", "UDP", "Quel programme de l’engin.", "Which program of the machine."
    ),
    "order": _words_of(
        "L’ordre", "The command", "Ce que l’engin doit lire.", "What the machine has to read."
    ),
}


def _words() -> dict[str, Any]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : le colis arrive ensuite.",
            en="Make your prediction above, and the parcel will arrive.",
        ),
        "where": t(fr="Où regardez-vous ?", en="Where do you look?"),
        "open": t(fr="Ouvrez les emballages, un par un", en="Open the wrappings one by one"),
        "size": t(fr="Taille de l’ordre", en="Size of the command"),
        "size_help": t(
            fr="20 octets : le paquet capturé. Les autres tailles : le même emballage, calculé.",
            en="20 bytes: the packet that was captured. Other sizes: calculated, with the "
            "same wrapping.",
        ),
        "compare": t(fr="Le poids à chaque endroit", en="The weight at each point"),
        "key": [t(fr="emballage", en="wrapping"), t(fr="ordre", en="command")],
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "caption": t(fr="Tailles en octets.", en="Sizes in bytes."),
        "headers": [
            t(fr="Où", en="Where"),
            t(fr="Emballage", en="Wrapping"),
            t(fr="Ordre", en="Command"),
            t(fr="Part de l’emballage", en="Share of the wrapping"),
        ],
        "sources": t(
            fr="Sources : le paquet capturé ; RFC 791 (IP), RFC 768 (UDP), 3GPP TS 29.281 et "
            "TS 38.415 (GTP-U et numéro de flux) ; en-têtes radio : 3GPP TS 37.324, 38.323, 38.322 "
            "et 38.321, tailles courantes.",
            en="Sources: the captured packet; RFC 791 (IP), RFC 768 (UDP), 3GPP TS 29.281 and "
            "TS 38.415 (GTP-U and flow number); radio headers: 3GPP TS 37.324, 38.323, 38.322 and "
            "38.321, usual sizes.",
        ),
    }
