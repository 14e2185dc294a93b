"""The result sheet: one page that the learner keeps, with what the kit has signed."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.courseware.lab.drawings import drawing_of
from campus5g.courseware.lab.learner_card import CARD_FILE, read_card
from campus5g.courseware.lab.notes import LabNotes
from campus5g.draw import draw_in
from campus5g.errors import CampusError
from campus5g.kit.evidence import expected_learner, verify
from campus5g.kit.measuring.keeping import DESCRIPTION_NAME
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.starting.private import this_learner
from campus5g.language import current_language, t
from campus5g.look import TOKENS_FILE

if TYPE_CHECKING:
    from campus5g.evidence import Evidence, Measurement

SHEET_FILE = "result-sheet.html"

_ID_LENGTH = 8


class ResultSheet:
    """The sheet as written, to be shown in a notebook."""

    def __init__(self, file: Path, page: str) -> None:
        self.file = file
        self.page = page

    def _repr_html_(self) -> str:
        link = t(fr="Ouvrir la fiche pour l’imprimer", en="Open the sheet to print it")
        title = t(fr="Fiche de résultats", en="Result sheet")
        script = Path(__file__).with_suffix(".js").read_text("utf-8")
        page = f"{self.page}<script type='module'>{script}</script>"
        return (
            f"<p><a href='{escape(self.file.name)}' target='_blank'>{link}</a> "
            f"(<code>{escape(self.file.name)}</code>)</p>"
            f"<iframe title='{title}' srcdoc='{escape(page, quote=True)}' "
            "style='width:100%;height:40rem;border:1px solid gray'></iframe>"
        )

    def __repr__(self) -> str:
        return t(fr=f"Fiche de résultats : {self.file}", en=f"Result sheet: {self.file}")


def make_sheet(
    title: str, results: Mapping[str, object], words: str, folder: Path | None = None
) -> ResultSheet:
    """Write the sheet of the lab in a folder, and return it.

    Args:
        title: the lab's title.
        results: the findings by name; a function is called, and if it fails, the
            sheet says "not yet".
        words: the learner's conclusions, in their own words.
        folder: where the notebook runs; the working folder if not given.

    Raises:
        CampusError: the sheet can't be written, or the learner's draw can't be known.
    """
    here = folder or Path.cwd()
    learner = expected_learner(here) or this_learner()
    pieces: list[Evidence] = []
    with contextlib.suppress(CampusError):  # nothing was kept: the sheet says so
        pieces = verify(here / "evidence", learner)
    body = _body(title, learner, _code(here, learner), results, words, pieces, LabNotes(here))
    page = (
        f"<!doctype html><html lang='{current_language()}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{TOKENS_FILE.read_text('utf-8')}"
        f"{Path(__file__).with_suffix('.css').read_text('utf-8')}</style></head>"
        f"<body style='margin:0;background:var(--surface)'>{body}</body></html>"
    )
    file = here / SHEET_FILE
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise CampusError(
            t(
                fr=f"La fiche ne peut pas être écrite ({error.strerror}).",
                en=f"The sheet can't be written ({error.strerror}).",
            ),
            t(fr="Vérifiez le dossier du notebook.", en="Check the notebook's folder."),
        ) from error
    return ResultSheet(Path(SHEET_FILE), page)


def _body(
    title: str,
    learner: str,
    code: str,
    results: Mapping[str, object],
    words: str,
    pieces: "Sequence[Evidence]",
    notes: LabNotes,
) -> str:
    measured = [piece for piece in pieces if piece.artefact.stem != DESCRIPTION_NAME]
    own = words.strip() or t(
        fr="(rien n’a été écrit : complétez à la main)",
        en="(nothing was written: fill in by hand)",
    )
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(_for_whom(learner, code, pieces))}</p>",
        _section(t(fr="Ce que j’ai trouvé", en="What I found"), _results(results)),
        _section(t(fr="Mes paris", en="My predictions"), _predictions(notes)),
        _section(
            t(fr="Mes mesures, signées par le kit", en="My measurements, signed by the kit"),
            _pieces(measured),
        ),
        f"<div class='figures'>{''.join(_figure(piece) for piece in measured)}</div>",
        _section(
            t(fr="Avec mes mots", en="In my own words"),
            f"<p class='own-words'>{escape(own)}</p>",
        ),
        f"<p>{escape(_hints(notes))}</p>",
    ]
    return f"<main class='result-sheet'>{''.join(parts)}</main>"


def _code(folder: Path, learner: str) -> str:
    card = folder / CARD_FILE
    return read_card(card).code if card.is_file() else draw_in(folder, learner).code


def _for_whom(learner: str, code: str, pieces: "Sequence[Evidence]") -> str:
    kits = dict.fromkeys(
        _kit(piece.statement.measurement) for piece in pieces if piece.statement is not None
    )
    where = ", ".join(kits) or t(fr="aucun kit", en="no kit")
    today = f"{datetime.now(UTC).astimezone():%d/%m/%Y %H:%M}"
    return t(
        fr=f"Compte : {learner} · tirage {code} · {where} · fiche du {today}",
        en=f"Account: {learner} · draw {code} · {where} · sheet of {today}",
    )


def _kit(measurement: "Measurement") -> str:
    name = measurement.kit
    if measurement.kind == "virtual":
        return t(fr=f"kit virtuel «\u00a0{name}\u00a0»", en=f"virtual kit “{name}”")
    return t(fr=f"kit réel «\u00a0{name}\u00a0»", en=f"real kit “{name}”")


def _section(head: str, content: str) -> str:
    return f"<section><h2>{escape(head)}</h2>{content}</section>"


def _results(results: Mapping[str, object]) -> str:
    return _table((), [(name, _shown(value)) for name, value in results.items()])


def _shown(value: object) -> str:
    """Return a result in the reader's notation."""
    if callable(value):
        try:
            value = value()
        except Exception:  # an exercise that was left open or is wrong does not cost the sheet
            value = None
    if value is None or value is ...:
        return t(fr="pas encore", en="not yet")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal(value, 1 if isinstance(value, float) else 0)
    return str(value)


def _predictions(notes: LabNotes) -> str:
    compared = [each for each in notes.predicted().values() if "outcome" in each]
    if not compared:
        return f"<p>{escape(t(fr='Aucun.', en='None.'))}</p>"
    heads = (
        t(fr="À propos de", en="About"),
        t(fr="Mon pari", en="My prediction"),
        t(fr="La mesure", en="The measurement"),
    )
    rows = [(each["about"], each["choice"], each["outcome"]) for each in compared]
    return _table(heads, rows)


def _pieces(pieces: "Sequence[Evidence]") -> str:
    if not pieces:
        return f"<p>{escape(t(fr='Aucune mesure gardée.', en='No measurement was kept.'))}</p>"
    heads = (
        t(fr="Mesure", en="Measurement"),
        t(fr="Quoi, quand", en="What, when"),
        t(fr="Empreinte", en="Fingerprint"),
        t(fr="Signature", en="Signature"),
    )
    table = _table(heads, [_piece(piece) for piece in pieces])
    return f"<div class='measurements'>{table}</div>"


def _piece(piece: "Evidence") -> tuple[str, str, str, str]:
    state = (
        t(fr="✓ authentique", en="✓ genuine")
        if piece.fault is None
        else f"✗ {piece.fault.sentence()}"
    )
    if piece.statement is None:
        return piece.artefact.stem, "", "", state
    measurement = piece.statement.measurement
    at = f"{measurement.started_at.astimezone():%d/%m %H:%M:%S}"
    what = [f"{_operation(measurement.operation)}, {at}"]
    if piece.holds:
        what.append(drawing_of(measurement.operation, piece.artefact).words)
    words = " · ".join(filter(None, what))
    return piece.artefact.stem, words, piece.statement.sha256[:_ID_LENGTH], state


def _operation(name: str) -> str:
    return {
        "capture": "capture",
        "dialogue": "modem",
        "signal": t(fr="signal radio", en="radio signal"),
        "latency": t(fr="temps d’aller-retour", en="round-trip times"),
        "metrics": t(fr="métriques", en="metrics"),
        "sensors": t(fr="capteurs", en="sensors"),
        "work-order": t(fr="ordre de travail", en="work order"),
        "drive": t(fr="conduite", en="drive"),
        "velocity": t(fr="conduite en boucle", en="closed-loop drive"),
    }.get(name, name)


def _figure(piece: "Evidence") -> str:
    if piece.statement is None or not piece.holds:
        return ""
    drawing = drawing_of(piece.statement.measurement.operation, piece.artefact)
    svg = drawing.svg()
    if not svg:
        return ""
    caption = t(
        fr=f"{piece.artefact.stem} : {drawing.words}", en=f"{piece.artefact.stem}: {drawing.words}"
    )
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"


def _hints(notes: LabNotes) -> str:
    read = sum(notes.hints().values())
    if not read:
        return t(fr="Indices lus : aucun.", en="Hints read: none.")
    names = ", ".join(f"{item} ({steps})" for item, steps in notes.hints().items())
    return t(fr=f"Indices lus : {read}, soit {names}.", en=f"Hints read: {read}, namely {names}.")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col'>{escape(each)}</th>" for each in heads)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>"
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    return (
        f"<table>{f'<thead><tr>{head}</tr></thead>' if heads else ''}<tbody>{body}</tbody></table>"
    )
