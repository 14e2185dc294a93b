"""The rules for a module's quiz: its answers, its cells, and what it tests."""

import re
from collections.abc import Iterator
from itertools import chain

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import SCORE_CALL, quiz_of, score_cell
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.banks.balance import balance_findings
from campus5g.authoring.rules.banks.draws import draw_findings
from campus5g.authoring.rules.banks.luck import luck_findings
from campus5g.authoring.rules.banks.recall import recall_findings
from campus5g.authoring.rules.in_step import is_sentence
from campus5g.courseware.quiz.model import QUIZ_FILE, Item, Quiz, QuizError
from campus5g.manifest import Part, Text

# Shorter feedback ("Yes.") occurs in any text.
_TELLING_LETTERS = 20

_POSITIONING_CALL = "positioning.test()"

# Units that both languages write alike, alone or in a quotient such as km/h.
_SYMBOL = re.compile(
    r"%|k?€|×|°C?|[mµn]?s|min|h|[mck]?m|m²|ha|[kMG]?Hz|[kMG]?bit|dB[mi]?|[µmkM]?[WVA]h?|k?g|t|N|Pa"
    r"|bar|messages|positions"
)

_CALL = re.compile(r"""\b(quiz\.part|hints\.show)\(\s*["']([^"']*)["']""")


def quiz_structure_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find what keeps a quiz from being released and graded.

    The file fits its schema and has the module's id, questions of the final have answers, one
    graded cell with the final's points calls ``quiz.score()``, and calls name existing parts.
    """
    try:
        quiz = quiz_of(module)
    except QuizError as error:
        yield Finding(error.problem, error.remedy)
        return
    if quiz is None:
        yield from _calls_without_quiz(notebook)
        return
    if quiz.id != module.id:
        yield _in_file(f"The quiz is called {quiz.id}.", f"Call it {module.id}, as the module.")
    for item in quiz.bank:
        if item.key is None:
            yield _in_file(f"Question {item.id} of the final has no answer.", "Give it one.")
    yield from _score_findings(notebook, quiz)
    yield from _call_findings(notebook, quiz)


def quiz_teaching_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find what a quiz lacks.

    Objectives are the module's and are drawn often enough to be judged, neither luck nor lengths
    nor the same few choices give answers away, an earlier module is recalled, each choice has its
    feedback, sentences and units are translated, and no other released file reveals the final's
    feedback.
    """
    try:
        quiz = quiz_of(module)
    except QuizError:
        return
    if quiz is None:
        return
    yield from _objective_findings(quiz, module)
    yield from draw_findings(quiz, module)
    yield from luck_findings(quiz, module)
    yield from balance_findings(quiz)
    yield from recall_findings(quiz, module)
    for item in quiz.items:
        if item.without_feedback:
            yield _in_file(
                f"Question {item.id} has no feedback for {', '.join(item.without_feedback)}.",
                "Say why each is right or wrong.",
            )
    yield from _translation_findings(quiz)
    yield from _unit_findings(quiz)
    yield from _leak_findings(notebook, quiz, module)


def _calls_without_quiz(notebook: NotebookNode) -> Iterator[Finding]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and re.search(r"\bquiz\.(part|final|score)\(", cell.source):
            yield Finding(
                f"It shows a quiz, and the module has no {QUIZ_FILE}.",
                "Write the file, or drop the call.",
                number,
                cell.get("id"),
            )


def _score_findings(notebook: NotebookNode, quiz: Quiz) -> Iterator[Finding]:
    if quiz.final is None:
        return
    cell = score_cell(notebook)
    if cell is None:
        yield Finding(
            f"No graded cell calls {SCORE_CALL}.",
            "Add one: its whole source is the call; grade, locked, with the final's points.",
        )
    elif float(cell.metadata.nbgrader.get("points", 0)) != quiz.final.points:
        yield Finding(
            f"{SCORE_CALL} bears {float(cell.metadata.nbgrader.get('points', 0)):g} points here "
            f"and {quiz.final.points:g} in {QUIZ_FILE}.",
            "Make them equal.",
            notebook.cells.index(cell) + 1,
            cell.get("id"),
        )
    if not any("quiz.final()" in each.source for each in _code(notebook)):
        yield Finding("No cell shows the final.", "Add a cell that calls quiz.final().")


def _call_findings(notebook: NotebookNode, quiz: Quiz) -> Iterator[Finding]:
    hinted = {*quiz.hints, *(item.id for item in quiz.items if item.hints)}
    known = {"quiz.part": set(quiz.parts), "hints.show": hinted}
    shown = set()
    for number, cell in enumerate(notebook.cells, start=1):
        for call, name in _CALL.findall(cell.source) if cell.cell_type == "code" else []:
            shown.add((call, name))
            if name not in known[call]:
                yield Finding(
                    f"{call} names {name}, which is not in {QUIZ_FILE}.",
                    f"Use one of: {', '.join(sorted(known[call])) or 'none yet'}.",
                    number,
                    cell.get("id"),
                )
    # A positioning test asks from all parts.
    if any(_POSITIONING_CALL in each.source for each in _code(notebook)):
        return
    for part in quiz.parts:
        if ("quiz.part", part) not in shown:
            yield Finding(
                f"No cell shows the questions of the part {part}.",
                f'Add a cell that calls quiz.part("{part}").',
            )


def _objective_findings(quiz: Quiz, module: Module) -> Iterator[Finding]:
    known = [objective.id for objective in module.manifest.objectives]
    for item in quiz.items:
        for objective in item.objectives:
            if objective not in known:
                yield _in_file(
                    f"Question {item.id} tests {objective}, which the module does not have.",
                    f"Use one of: {', '.join(known)}.",
                )


def _translation_findings(quiz: Quiz) -> Iterator[Finding]:
    for item in quiz.items:
        for text in texts_of(item):
            if text.fr == text.en and is_sentence(text.fr):
                yield _in_file(
                    f"Question {item.id} says the same in both languages: “{text.fr}”",
                    "Translate it.",
                )


def _unit_findings(quiz: Quiz) -> Iterator[Finding]:
    """Find words that would be shown as units in both languages, such as *octets*."""
    for item in quiz.items:
        if item.kind != "numeric":
            continue
        if item.unit.fr == item.unit.en and not _is_symbol(item.unit.fr):
            yield _in_file(
                f"Question {item.id} has the same unit in both languages: “{item.unit.fr}”",
                "Write unit: {fr: …, en: …}, or use a symbol such as ms or Mbit/s.",
            )
        for name in item.other_units:
            if not _is_symbol(name):
                yield _in_file(
                    f"Question {item.id} has another unit that is not a symbol: “{name}”",
                    "Drop it, or use a symbol such as ms or Mbit/s.",
                )


def _is_symbol(unit: str) -> bool:
    return all(_SYMBOL.fullmatch(part) for part in unit.split("/"))


def _leak_findings(notebook: NotebookNode, quiz: Quiz, module: Module) -> Iterator[Finding]:
    """Find the final's feedback, which reveals its answers, in other released files."""
    telling = {
        words: item.id
        for item in quiz.bank
        for feedback in _feedback(item)
        for words in (feedback.fr, feedback.en)
        if len(words) >= _TELLING_LETTERS
    }
    texts = {f"cell {number}": cell.source for number, cell in enumerate(notebook.cells, start=1)}
    for file in [*module.folder.glob("*.py"), *module.folder.glob("data/**/*.*")]:
        texts[file.name] = file.read_text(encoding="utf-8", errors="replace")
    for where, text in texts.items():
        for words, name in telling.items():
            if words in text:
                yield Finding(
                    f"{where} tells the answer to the final's question {name}: “{words}”",
                    "Take it out: learners get this before the final.",
                )


def texts_of(part: object) -> Iterator[Text]:
    """Every text of a question, however deep."""
    if isinstance(part, Text):
        yield part
    if isinstance(part, list):
        for each in part:
            yield from texts_of(each)
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from texts_of(getattr(part, name))


def _feedback(item: Item) -> Iterator[Text]:
    options = (getattr(item, name, ()) for name in ("choices", "terms", "regions"))
    for part in (item, *chain.from_iterable(options)):
        yield from texts_of(getattr(part, "feedback", None))


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _in_file(problem: str, remedy: str) -> Finding:
    return Finding(problem, remedy, file=QUIZ_FILE)
