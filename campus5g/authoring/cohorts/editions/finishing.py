"""What nbgrader leaves of a release in two languages: the programs and hints beside a notebook."""

from pathlib import Path

from campus5g.authoring.catalogue import GRADERS_PROGRAMS
from campus5g.authoring.words_in_code import in_one_language
from campus5g.courseware.lab.dealing import has_cards
from campus5g.courseware.lab.hints import HINTS_FILE, RELEASED_HINTS_FILE, HintsFile
from campus5g.language import Language
from campus5g.manifest import load_manifest, manifest_text


def finish_release(folder: Path, language: Language) -> None:
    """Put a released module's programs and hints into one language.

    The programs that know a learner's case are taken out. The hints are in a hidden file then: a
    list of files does not lead to them.

    Raises:
        ManifestError: the hints can't be read.
    """
    if has_cards(folder):
        for name in GRADERS_PROGRAMS:
            (folder / name).unlink(missing_ok=True)
    for program in sorted(folder.rglob("*.py")):
        code = program.read_text(encoding="utf-8")
        program.write_text(in_one_language(code, language), encoding="utf-8")
    hints = folder / HINTS_FILE
    if hints.is_file():
        known = load_manifest(hints, HintsFile).root
        kept = {item: each.in_language(language).model_dump() for item, each in known.items()}
        text = manifest_text(kept)
        (folder / RELEASED_HINTS_FILE).write_text(text, encoding="utf-8")
        hints.unlink()
