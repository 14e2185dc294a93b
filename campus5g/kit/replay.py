"""The replay kit: kept evidence instead of a network, behind the same calls.

A notebook that is graded runs again, days later and elsewhere. Its kit then serves what the
learner kept: the same operation with the same parameters, in the order of the measurements.
Evidence that is not genuine is refused with the reason. When a submission is graded, the grader has
said which is genuine before the notebook runs (`campus5g.kit.verdicts`).
"""

import contextlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from campus5g.kit.connection import ANSWER_S, GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.keeping import DESCRIPTION_NAME
from campus5g.language import t

if TYPE_CHECKING:
    from campus5g.evidence import Evidence, Exchange, InForce, Statement

_CAPTURE = re.compile(r"/captures/(?P<id>[^/]+)(?:/(?P<part>\w+))?")
_AT = re.compile(r"/ues/(?P<ue>[^/]+)/at")
_ORDERS = ("/network", "/console", "/intruder")
_MOST_REASONS = 3
_RECORDING = re.compile(r"/robots/[^/]+/recordings/(?P<id>[^/]+)/measurement")


@dataclass
class Piece:
    """One kept measurement: its file, its statement, and whether it was served."""

    artefact: Path
    statement: "Statement"
    taken: bool = False

    @property
    def name(self) -> str:
        """The name it was kept under."""
        return self.artefact.stem


class Replay:
    """The evidence of one notebook, served in order.

    Args:
        folder: its folder.
        examined: what lies there.
        examine: says whether a piece is genuine, at the moment when it is served.
    """

    def __init__(
        self,
        folder: Path,
        examined: "Sequence[Evidence]",
        examine: "Callable[[Path], Evidence]",
    ) -> None:
        self.folder = folder
        self._examine = examine
        self.pieces: list[Piece] = []
        self.unreadable: list[Evidence] = []
        for piece in examined:
            if piece.statement is None:
                self.unreadable.append(piece)
            else:
                self.pieces.append(Piece(piece.artefact, piece.statement))
        self._kit = next(
            (
                piece.statement.measurement.kit
                for piece in self.pieces
                if piece.statement.measurement.operation == "description"
            ),
            None,
        )
        self.pieces.sort(key=lambda piece: piece.statement.measurement.started_at)
        self._taken: dict[str, list[Piece]] = {}
        self.scenario = ""
        """The scenario that measurements must have been made in; empty for any."""
        self.variation: str | None = None
        """The variation of that scenario; None for any."""

    def __len__(self) -> int:
        return len(self.pieces) + len(self.unreadable)

    def description(self) -> dict[str, Any]:
        """Return the description of the kit.

        Raises:
            KitError: nothing was kept, or the description is not genuine.
        """
        if not len(self):
            raise nothing_kept()
        for piece in self.pieces:
            if piece.statement.measurement.operation == "description":
                self._check(piece)
                described: dict[str, Any] = json.loads(piece.artefact.read_bytes())
                return described
        raise self.missing(DESCRIPTION_NAME)

    def candidates(self, operation: str, parameters: Mapping[str, Any]) -> list[Piece]:
        """Return the measurements, not yet served, that an operation may have made, in order.

        Raises:
            KitError: no measurement is left.
        """
        played = [
            piece
            for piece in self.pieces
            if not piece.taken
            and piece.statement.measurement.operation == operation
            and _has_parameters(piece.statement.measurement.parameters, parameters)
            and (not self.scenario or self._scenarios(piece))
        ]
        found = [piece for piece in played if self._is_of_this_draw(piece)]
        if played and not found:
            raise _of_another_draw(operation)
        if not found:
            raise self.missing(operation)
        return found

    def _scenarios(self, piece: Piece) -> "list[InForce]":
        """Return when the notebook's current scenario was active during a measurement."""
        played = piece.statement.measurement.scenarios
        return [each for each in played if each.name == self.scenario]

    def _is_of_this_draw(self, piece: Piece) -> bool:
        """Return whether a measurement was made under the notebook's current variation."""
        return self.variation is None or self.variation in {
            each.variation for each in self._scenarios(piece)
        }

    def take(self, piece: Piece) -> Path:
        """Serve a piece: return its artefact after checking that it is genuine.

        Raises:
            KitError: it is not genuine.
        """
        self._check(piece)
        piece.taken = True
        return piece.artefact

    def measured(self, operation: str, parameters: Mapping[str, Any]) -> tuple[str, bytes]:
        """Serve the next measurement of an operation: its id and its artefact.

        Raises:
            KitError: no measurement is left, or it is not genuine.
        """
        found = self.candidates(operation, parameters)
        data = self.take(found[0]).read_bytes()
        return self.remember(found), data

    def remember(self, found: list[Piece]) -> str:
        """Note the pieces that a served one may be, the served one first; return an id."""
        served = f"replay-{len(self._taken)}"
        self._taken[served] = found
        return served

    def kept_as(self, served: str, name: str) -> Path:
        """Return the artefact that a served measurement was kept as.

        If several had the same parameters, the name decides which one it was.

        Raises:
            KitError: no such measurement was kept under this name, or it is not genuine.
        """
        found = self._taken[served]
        wanted = next((piece for piece in found if name in (piece.name, piece.artefact.name)), None)
        if wanted is None or (wanted.taken and wanted is not found[0]):
            # What was served is another measurement's, which may still be asked for.
            found[0].taken = False
            raise self.missing(name)
        if wanted is not found[0]:
            found[0].taken = False
            found.remove(wanted)
            found.insert(0, wanted)
        return self.take(wanted)

    def _check(self, piece: Piece) -> None:
        """Check a piece when it is served."""
        fault = self._examine(piece.artefact).fault
        sentence = "" if fault is None else fault.sentence()
        if fault is None and self._kit not in (None, piece.statement.measurement.kit):
            sentence = t(
                fr="La mesure a été faite sur un autre kit que les autres.",
                en="This measurement was made on another kit than the others.",
            )
        if sentence:
            name = piece.artefact.name
            raise KitError(t(fr=f"{name} : {sentence}", en=f"{name}: {sentence}"), _measure_again())

    def missing(self, what: str) -> KitError:
        """Return the error for a measurement that was not kept."""
        if self.unreadable:
            reasons = " ".join(
                t(fr=f"{each.name} : ", en=f"{each.name}: ") + each.fault.sentence()
                for each in self.unreadable[:_MOST_REASONS]
                if each.fault is not None
            )
            return KitError(
                t(
                    fr=f"La mesure gardée ({what}) manque. {reasons}",
                    en=f"The kept measurement ({what}) is missing. {reasons}",
                ),
                _measure_again(),
            )
        return KitError(
            t(
                fr=f"Cette mesure ({what}) n’a pas été gardée avec ces paramètres, ou pas autant "
                "de fois.",
                en=f"This measurement ({what}) was not kept with these parameters, or not as many "
                "times.",
            ),
            t(
                fr='Après chaque mesure, gardez-la : .keep("nom"), puis déposez à nouveau.',
                en='Keep each measurement after making it: .keep("name"), then hand in again.',
            ),
        )


class _ReplayedCapture:
    """A capture that is being served: the pieces that it may be, fewer after each exchange."""

    def __init__(self, found: list[Piece]) -> None:
        self.found = found
        self.artefact: Path | None = None
        self._left = {
            piece.artefact: list(piece.statement.measurement.meanwhile) for piece in found
        }

    def exchanged(self, operation: str, parameters: Mapping[str, Any]) -> "Exchange | None":
        """Return a device's answer during the capture; keep the pieces that saw that exchange."""
        seen = [
            (piece, exchange)
            for piece in self.found
            if not piece.taken
            and (exchange := self._next(piece, operation, parameters)) is not None
        ]
        if not seen:
            return None
        self.found[:] = [piece for piece, _ in seen]
        for piece, exchange in seen:
            self._left[piece.artefact].remove(exchange)
        return seen[0][1]

    def leave_out_those_of_other_devices(self, ue: object) -> None:
        """Drop the pieces during which other devices were asked, and this one never was."""
        self.found[:] = [
            piece
            for piece in self.found
            if not (asked := _devices_asked(piece.statement)) or ue in asked
        ]

    def _next(
        self, piece: Piece, operation: str, parameters: Mapping[str, Any]
    ) -> "Exchange | None":
        return next(
            (
                exchange
                for exchange in self._left[piece.artefact]
                if exchange.operation == operation and exchange.parameters == dict(parameters)
            ),
            None,
        )


def _devices_asked(statement: "Statement") -> set[object]:
    exchanges = statement.measurement.meanwhile
    return {str(each.parameters["ue"]) for each in exchanges if "ue" in each.parameters}


class ReplayConnection(GatewayConnection):
    """Answers as the gateway did, from evidence, without a network."""

    def __init__(self, replay: Replay) -> None:
        self.url = replay.folder.as_posix()
        self._replay = replay
        self._captures: dict[str, _ReplayedCapture] = {}
        self._applied: dict[str, Any] = {"policy": None, "guaranteed_room": None, "flows": []}

    def call(self, method: str, path: str, body: object = None, timeout_s: float = ANSWER_S) -> Any:
        """Answer a call.

        Raises:
            KitError: the measurement was not kept, or is not genuine.
        """
        order = body if isinstance(body, dict) else {}
        if (method, path) == ("GET", "/"):
            return self._replay.description() | {"replayed": len(self._replay) - 1}
        if (method, path) == ("GET", "/health"):
            return {"devices": []}
        if (method, path) == ("GET", "/captures"):
            return []
        if (method, path) == ("POST", "/captures"):
            return self._start(order)
        if path == "/scenarios":
            return []
        if path == "/scenario":
            return self._scenario(order)
        if path == "/policy":
            return self._policy(method, order)
        if path in _ORDERS:
            return self._exchanged(path[1:], order)
        if capture := _CAPTURE.fullmatch(path):
            return self._stop(capture["id"]) if capture["part"] == "stop" else None
        if recording := _RECORDING.fullmatch(path):
            return {"measurement": recording["id"]}
        if modem := _AT.fullmatch(path):
            return self._exchanged(
                "at",
                {"ue": modem["ue"], "command": order["command"], "until": order["until"]},
            )
        raise _not_in_replay(f"{method} {path}")

    @contextlib.contextmanager
    def lines(self, path: str, silence_s: float, order: object = None) -> Iterator[Iterator[str]]:
        """Follow a capture, which is served at once without lines.

        Raises:
            KitError: the path is not that of a capture.
        """
        if not _CAPTURE.fullmatch(path):
            raise _not_in_replay(path)
        yield iter(())

    def download(self, path: str, file: Path) -> None:
        """Copy a kept capture.

        Raises:
            KitError: the path is not that of a capture.
        """
        capture = _CAPTURE.fullmatch(path)
        served = self._captures.get(capture["id"]) if capture else None
        if served is None or served.artefact is None:
            raise _not_in_replay(path)
        shutil.copyfile(served.artefact, file)

    def served(self, operation: str, order: Mapping[str, Any]) -> tuple[str, bytes]:
        """Serve the next measurement that was kept of an operation.

        Raises:
            KitError: no measurement is left, or it is not genuine.
        """
        return self._replay.measured(operation, order)

    def kept_as(self, served: str, name: str) -> Path:
        """Return the artefact that a served measurement was kept as.

        Raises:
            KitError: no such measurement was kept under this name, or it is not genuine.
        """
        return self._replay.kept_as(served, name)

    def close(self) -> None:
        """Do nothing: a replay does not open connections."""

    @property
    def headers(self) -> dict[str, str]:
        """Refuse: a replay does not connect.

        Raises:
            KitError: always.
        """
        raise _not_in_replay("WebSocket")

    def _scenario(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Switch to a scenario; measurements made in another are then not served."""
        replay = self._replay
        if "name" in order:
            replay.scenario, replay.variation = str(order["name"]), order.get("variation")
        named = dict.fromkeys(("name", "title"), replay.scenario)
        return named | {"description": "", "variation": replay.variation}

    def _policy(self, method: str, order: Mapping[str, Any]) -> dict[str, Any]:
        """Return the policy that was applied, with the gNB's decisions if a capture saw them."""
        if method == "PUT":
            for capture in self._captures.values():
                running = capture.artefact is None
                exchange = capture.exchanged("policy", _complete(order)) if running else None
                if exchange is not None:
                    self._applied = cast("dict[str, Any]", exchange.answer)
                    return self._applied
            self._applied = {"policy": dict(order), "guaranteed_room": None, "flows": []}
        return self._applied

    def _start(self, order: Mapping[str, Any]) -> dict[str, Any]:
        parameters = {"points": order["points"], "max_seconds": order["max_seconds"]}
        found = self._replay.candidates("capture", parameters)
        served = self._replay.remember(found)
        self._captures[served] = _ReplayedCapture(found)
        return {"id": served}

    def _stop(self, served: str) -> dict[str, Any]:
        from campus5g.capture import open_capture

        capture = self._captures[served]
        # Pieces that another capture was given in the meantime are not free any more.
        capture.found[:] = [piece for piece in capture.found if not piece.taken]
        if not capture.found:
            raise self._replay.missing("capture")
        piece = capture.found[0]
        capture.artefact = self._replay.take(piece)
        measurement = piece.statement.measurement
        return {
            "points": measurement.parameters["points"],
            "packets": open_capture(capture.artefact).count,
            "bytes": measurement.size_bytes,
            "started_at": measurement.started_at.isoformat(),
            "stopped_at": measurement.ended_at.isoformat(),
            "reason": "asked",
            "measurement": served,
        }

    def _exchanged(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        """Answer as a device did during one of the captures that are being served.

        Of captures with the same parameters, those that saw the exchange remain candidates.
        """
        running = [each for each in self._captures.values() if each.artefact is None]
        for capture in running:
            exchange = capture.exchanged(operation, parameters)
            if exchange is not None:
                return exchange.answer
        if running and "ue" in parameters:
            running[-1].leave_out_those_of_other_devices(parameters["ue"])
            if not running[-1].found:
                raise self._replay.missing("capture")
        raise _not_in_replay(str(parameters.get("command") or parameters.get("do") or operation))


def _has_parameters(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Return whether a measurement was made with the requested parameters.

    Drives kept when a kit had one robot do not name it.
    """
    if "robot" in asked and "robot" not in kept:
        kept = {**kept, "robot": asked["robot"]}
    return kept == dict(asked)


def _complete(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy as a gateway notes it, with what its file leaves out.

    Raises:
        KitError: it contradicts itself.
    """
    from pydantic import ValidationError

    from campus5g.inventory import Policy
    from campus5g.manifest import explained

    try:
        return Policy.model_validate(policy).model_dump(mode="json")
    except ValidationError as error:
        raise KitError(*explained(error)) from error


def nothing_kept() -> KitError:
    """Return the error for a notebook without evidence."""
    return KitError(
        t(
            fr="Ce notebook n’a gardé aucune mesure : il n’y a rien à rejouer.",
            en="This notebook kept no measurement: there is nothing to replay.",
        ),
        t(
            fr='Mesurez sur un kit, gardez chaque mesure avec .keep("nom"), puis déposez le '
            "dossier evidence avec le notebook.",
            en='Measure on a kit, keep each measurement with .keep("name"), then hand in the '
            "folder evidence with the notebook.",
        ),
    )


def _of_another_draw(what: str) -> KitError:
    return KitError(
        t(
            fr=f"Cette mesure ({what}) a été faite sous un autre tirage que le vôtre.",
            en=f"This measurement ({what}) was made under another draw than yours.",
        ),
        _measure_again(),
    )


def _measure_again() -> str:
    return t(
        fr='Mesurez à nouveau sur le kit, gardez avec .keep("nom"), puis déposez.',
        en='Measure again on the kit, keep with .keep("name"), then hand in.',
    )


def _not_in_replay(what: str) -> KitError:
    return KitError(
        t(
            fr=f"Ce kit rejoue des mesures gardées ; « {what} » n’en fait pas partie.",
            en=f"This kit replays kept measurements; “{what}” is not among them.",
        ),
        t(
            fr='Faites-le pendant une mesure que vous gardez avec .keep("nom"), sur un vrai kit '
            "ou un kit virtuel.",
            en='Do it during a measurement that you keep with .keep("name"), on a real or a '
            "virtual kit.",
        ),
    )
