"""Who sees what on which link: a matrix that follows four protections."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.who_sees_what.model import (
    LINKS,
    MATTERS,
    Link,
    Matter,
    Protection,
    Reason,
    Sight,
    alterable,
    readable,
    seen,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

PROTECTIONS = ("suci", "nea2", "integrity", "ipsec", "tls")

# The prediction: the radio is protected, the wires are not.
_RADIO_ONLY = Protection(suci=True, nea2=True)


class WhoSeesWhat(anywidget.AnyWidget):
    """Switches, and the matrix of links and matters; no matrix while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    switches: traitlets.List[Any] = traitlets.List().tag(sync=True)
    on: traitlets.List[Any] = traitlets.List().tag(sync=True)
    matrix = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), switches=_switches(), locked=locked)
        self._follow()
        self.observe(self._follow, ["on", "locked"])

    def _follow(self, _: object = None) -> None:
        chosen = Protection(**{name: name in self.on for name in PROTECTIONS})
        self.matrix = {} if self.locked else matrix_words(chosen)


def who_sees_what() -> Explorer:
    """Return the explorer of who sees what, with a prediction first."""
    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    shown = matrix_words(Protection())
    rows = [shown["headers"], *([row["link"], *row["cells"]] for row in _plain(shown))]
    return Explorer(Prediction("wire", question, guesses, _outcome), WhoSeesWhat(), rows)


def matrix_words(protection: Protection) -> dict[str, Any]:
    """Return the matrix in words, with the reasons and a sentence that sums it up."""
    rows = []
    for link in LINKS:
        found = [seen(link, matter, protection) for matter in MATTERS]
        rows.append(
            {
                "link": link_name(link),
                "where": _where(link),
                "cells": [
                    {
                        "sight": one.sight,
                        "name": sight_name(one.sight),
                        "matter": matter_name(matter),
                        "why": _why(one.reason),
                    }
                    for one, matter in zip(found, MATTERS, strict=True)
                ],
            }
        )
    return {
        "headers": [t(fr="Endroit", en="Place"), *(matter_name(matter) for matter in MATTERS)],
        "rows": rows,
        "advice": _advice(protection),
        "altered": _altered(protection),
    }


def link_name(link: Link) -> str:
    """Return the display name of a link."""
    return _WORDS.text("link", link)


def matter_name(matter: Matter) -> str:
    """Return the display name of what can be read."""
    return _WORDS.text("matter", matter)


def sight_name(sight: Sight) -> str:
    """Return the display name of how well something can be read."""
    return _WORDS.text("sight", sight)


def _plain(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"link": row["link"], "cells": [cell["name"] for cell in row["cells"]]}
        for row in shown["rows"]
    ]


def _outcome() -> tuple[str, str]:
    found = [matter for link, matter in readable(_RADIO_ONLY) if link == "n3"]
    if not found:
        return "nothing", t(fr="Rien n’y est lisible.", en="Nothing can be read there.")
    return found[0], _WORDS.text("prediction", "outcome")


def _advice(protection: Protection) -> str:
    found = readable(protection)
    outside = [(link, matter) for link, matter in found if link not in ("core", "sim")]
    all_read = len(found)
    if not outside:
        return _WORDS.text("advice", "nowhere", all_read=all_read)
    names = ", ".join(dict.fromkeys(link_name(link) for link, _ in outside))
    return _WORDS.text("advice", "outside", all_read=all_read, names=names)


def _altered(protection: Protection) -> str:
    found = alterable(protection)
    if not found:
        return _WORDS.text("altered", "nowhere")
    return _WORDS.text("altered", "at", names=", ".join(map(link_name, found)))


def _where(link: Link) -> str:
    return _WORDS.text("where", link)


def _why(reason: Reason) -> str:
    return _WORDS.text("why", reason)


def _switches() -> list[dict[str, str]]:
    return [{"id": name, "name": _WORDS.text("switch", name)} for name in PROTECTIONS]


def _words() -> dict[str, str]:
    return _WORDS.texts("page")
