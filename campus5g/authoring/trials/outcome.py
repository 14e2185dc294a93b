"""What comes out when a module is run: as released and as solved, in one language."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.findings import Finding
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.rules.network import FETCHED
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.lab_run import MOST_OF_A_COPY, role_of
from campus5g.authoring.trials.learner_at_work import with_fresh_kit
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.authoring.trials.trial import LEARNER, Trial, TrialCourse, trial_course
from campus5g.courseware.lab.dealing import has_cards
from campus5g.language import Language

# What a phone loads in a second or two on a poor link; a page brings its widgets besides.
LARGEST_OUTPUT_BYTES = 1_000_000
LARGEST_NOTEBOOK_BYTES = 3_000_000

_LANGUAGES: dict[Language, str] = {"fr": "In French", "en": "In English"}
_COPIED = {
    "copied": "A neighbour’s text",
    "asking": "A text that asks the case",
}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_PLOT = "application/vnd.plotly.v1+json"
_WORDS_LETTERS = 20

# What it returns shows nothing: it joins page and notebook.
_JOINS_PAGE = "page.begin()"


def outcome_findings(module: Module, language: Language) -> list[Finding]:
    """Release a module, hand it in as released and as solved, and find what went wrong.

    As released, only tests may fail, and nothing earns points; as solved, nothing fails and all
    automatic points are earned. Where each learner has a case of their own, a neighbour's text, or
    one that asks the case, earns little. Outputs have words, are small, and fetch nothing.

    Raises:
        CampusError: the module can't be released or graded.
    """
    quiz = quiz_of(module)
    with with_fresh_kit(module) as work, trial_course(module, language) as course:
        blank = course.hand_in(work=work)
        right = right_answers(quiz, LEARNER, course.draw) if quiz else None
        typed = typed_answers(module, course.draw)
        solved = course.hand_in(partial(answered, typed=typed), right, work)
        copies = _copies(module, course) if has_cards(module.folder) else {}
    found = [
        *_blank_findings(blank),
        *_solved_findings(solved, module),
        *_copy_findings(copies, module),
        *_output_findings(solved.graded, module),
    ]
    numbers = {cell.get("id"): number for number, cell in _numbered(read_notebook(module.notebook))}
    return [replace(each, cell=numbers.get(each.cell_id)) for each in found]


def in_both_languages(found: Mapping[Language, Sequence[Finding]]) -> Iterator[Finding]:
    """Tell once what was found in both languages, and where else something was found in one."""
    seen: set[Finding] = set()
    for language, findings in found.items():
        others = [found[other] for other in found if other != language]
        for finding in findings:
            if all(finding in other for other in others):
                if finding not in seen:
                    yield finding
                seen.add(finding)
            else:
                yield replace(finding, problem=f"{_LANGUAGES[language]}: {finding.problem}")


def _blank_findings(blank: Trial) -> Iterator[Finding]:
    cells = [(number, cell) for number, cell in _numbered(blank.graded) if not _is_test(cell)]
    yield from _first_failure(cells, "As released")
    for item, points in blank.points.items():
        if points:
            yield Finding(
                f"As released, {item} gives {points:g} points for no answer.",
                "Let its tests ask for something that is not there before it is answered.",
            )


def _solved_findings(solved: Trial, module: Module) -> Iterator[Finding]:
    failures = list(_first_failure(list(_numbered(solved.graded)), "As solved"))
    yield from failures
    for item in module.manifest.items:
        points = solved.points.get(item.id)
        # A failure costs its points; it is already reported.
        if item.kind == "automatic" and points != item.points and not failures:
            yield Finding(
                f"As solved, {item.id} gives {points or 0:g} of {item.points:g} points.",
                "Correct the worked answer or its tests.",
            )


def _copies(module: Module, course: TrialCourse) -> dict[str, Trial]:
    """Hand in what a copier would, on the measurements of the submission before."""
    with tempfile.TemporaryDirectory(prefix="campus5g-measured-") as folder:
        measured = Path(folder, "evidence")
        if (kept := course.submission / "evidence").is_dir():
            shutil.copytree(kept, measured)

        def on_these(notebook: NotebookNode, submission: Path) -> NotebookNode:
            if measured.is_dir():
                shutil.copytree(measured, submission / "evidence")
            return notebook

        roles = [role_of(module, name, course.draw) for name in ("copied", "asking")]
        return {role.name: course.hand_in(role.fill, work=on_these) for role in roles}


def _copy_findings(copies: Mapping[str, Trial], module: Module) -> Iterator[Finding]:
    most = MOST_OF_A_COPY * module.manifest.automatic_points
    for name, copy in copies.items():
        if copy.automatic_points > most:
            earned = [item for item, points in copy.points.items() if points]
            yield Finding(
                f"{_COPIED[name]} earns {copy.automatic_points:g} points, more than {most:g}: "
                f"{', '.join(earned)}.",
                "Make these answers depend on what the learner reads on their card.",
            )


def _first_failure(cells: Sequence[tuple[int, NotebookNode]], when: str) -> Iterator[Finding]:
    """Find the first cell that failed or warned: what comes after often follows from it."""
    failed = [(number, cell, problem) for number, cell in cells for problem in _complaints(cell)]
    if failed:
        number, cell, problem = failed[0]
        more = len({each for each, _, _ in failed}) - 1
        after = f" ({more} more after it.)" if more else ""
        yield Finding(
            f"{when}, {problem}{after}",
            "Make it run without error or warning on what learners have.",
            number,
            cell.get("id"),
        )


def _complaints(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            yield f"it fails: {output.ename}: {_last_line(output.evalue)}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"it warns: {_last_line(output.text)}"


def _output_findings(graded: NotebookNode, module: Module) -> Iterator[Finding]:
    whole = len(json.dumps(graded.metadata.get("widgets", {})).encode())
    for number, cell in _numbered(graded):
        outputs = cell.get("outputs", [])
        size = len(json.dumps(outputs, ensure_ascii=False).encode())
        whole += size
        at = (number, cell.get("id"))
        if size > LARGEST_OUTPUT_BYTES:
            yield Finding(
                f"Its output has {size / 1e6:.1f} MB.",
                f"Show less: {LARGEST_OUTPUT_BYTES / 1e6:g} MB are the most.",
                *at,
            )
        bundles = [output["data"] for output in outputs if "data" in output]
        if _JOINS_PAGE in cell.source:
            continue
        if any(_is_picture(each, module) for each in bundles) and not any(
            map(_has_words, (*bundles, *outputs))
        ):
            yield Finding(
                "Its output has no text for people who can't see it.",
                "Put words or a table under the figure, in the same cell.",
                *at,
            )
        for bundle in bundles:
            for match in FETCHED.finditer(str(bundle.get("text/html", ""))):
                yield Finding(
                    f"Its output fetches {match['address']}.",
                    "Bring along what it needs.",
                    *at,
                )
    if whole > LARGEST_NOTEBOOK_BYTES:
        yield Finding(
            f"All outputs together have {whole / 1e6:.1f} MB.",
            f"Show less: {LARGEST_NOTEBOOK_BYTES / 1e6:g} MB are the most.",
        )


def _is_test(cell: NotebookNode) -> bool:
    role = cell.metadata.get("nbgrader", {})
    return bool(role.get("grade") and not role.get("solution"))


def _is_picture(bundle: Mapping[str, Any], module: Module) -> bool:
    """Whether it is seen; what a lab shows by a widget, such as progress, is gone when graded."""
    kinds = {_PLOT, _WIDGET} if module.kind == "awareness" else {_PLOT}
    return any(kind.startswith("image/") or kind in kinds for kind in bundle)


def _has_words(shown: Mapping[str, Any]) -> bool:
    """Whether an output, or its data, can be read."""
    texts = [shown.get("text/html", ""), shown.get("text/markdown", "")]
    if shown.get("output_type") == "stream":
        texts.append(shown["text"])
    layout = shown.get(_PLOT, {}).get("layout", {})
    texts += [each.get("text", "") for each in layout.get("annotations", [])]
    return any(len(str(text)) >= _WORDS_LETTERS for text in texts)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no message"


def _numbered(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    return enumerate(notebook.cells, start=1)
