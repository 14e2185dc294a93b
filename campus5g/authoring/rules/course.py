"""The rules for a course and the glossary as a whole."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from campus5g.authoring.catalogue import COURSE_FILE, Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.glossary import GLOSSARY_FILE, words_of
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.rules.in_step import is_sentence
from campus5g.courseware.page.manifest import MANIFEST_FILE, Glossary
from campus5g.manifest import load_manifest


def course_findings(courses: Path, modules: Sequence[Module]) -> Iterator[Finding]:
    """Find modules without a course, and glossary terms that no module marks.

    Args:
        courses: the folder of courses.
        modules: all modules of its courses.

    Raises:
        ManifestError: the glossary can't be read.
    """
    known = {module.folder.resolve() for module in modules}
    for manifest in sorted(courses.glob(f"*/*/{MANIFEST_FILE}")):
        if manifest.parent.resolve() not in known:
            yield Finding(
                f"The module {manifest.parent.name} is not in the course.",
                "Add it to modules, where it is taught.",
                file=str((manifest.parent.parent / COURSE_FILE).relative_to(courses)),
            )
    file = courses / GLOSSARY_FILE
    if not file.exists():
        return
    marked = {
        word for module in modules for word in words_of(read_notebook(module.notebook), module)
    }
    for name, word in load_manifest(file, Glossary).root.items():
        if name not in marked:
            yield Finding(
                f"No module marks the word {name}.",
                f"Mark it where it is used first, [word](glossary:{name}), or remove it.",
                file=GLOSSARY_FILE,
            )
        if word.meaning.fr == word.meaning.en and is_sentence(word.meaning.fr):
            yield Finding(
                f"{name} means the same in both languages.", "Translate it.", file=GLOSSARY_FILE
            )
