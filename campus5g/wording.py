"""Texts in both languages, kept in ``words.yaml`` beside the code that shows them.

The file holds groups of texts, by key (`Wording.text`, `Wording.texts`) or as a list
(`Wording.list`)::

    advice:
      full:
        fr: "Cellule occupée à {used}."
        en: "Cell {used} full."

A short text shown in one place only stays in the code, in `campus5g.language.t`.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import RootModel

from campus5g.manifest import Text, load_manifest

WORDS_FILE = "words.yaml"


class Groups(RootModel[dict[str, dict[str, Text] | list[Text]]]):
    """What ``words.yaml`` holds."""

    def texts(self) -> Iterator[tuple[str, str, Text]]:
        """Yield every text with its group and its key, or its index in a list."""
        for group, texts in self.root.items():
            keyed = texts.items() if isinstance(texts, dict) else enumerate(texts)
            for key, text in keyed:
                yield group, str(key), text


class Wording:
    """The texts of a folder, in the reader's language."""

    def __init__(self, beside: str) -> None:
        """Read the texts that belong to a Python file, given as its ``__file__``.

        Raises:
            ManifestError: ``words.yaml`` is missing, or a text lacks a language.
        """
        self._groups = load_manifest(Path(beside).with_name(WORDS_FILE), Groups).root

    def text(self, group: str, key: str, **values: object) -> str:
        """Return a text with its placeholders filled in."""
        return str(self._by_key(group)[key]).format(**values)

    def texts(self, group: str) -> dict[str, str]:
        """Return the texts of a group by key; the page fills in their placeholders."""
        return {key: str(text) for key, text in self._by_key(group).items()}

    def list(self, group: str, **values: object) -> list[str]:
        """Return the texts of a list in order, with their placeholders filled in."""
        texts = self._groups[group]
        if isinstance(texts, dict):
            raise TypeError(f"The group {group} of words.yaml is not a list.")
        return [str(text).format(**values) for text in texts]

    def _by_key(self, group: str) -> dict[str, Text]:
        texts = self._groups[group]
        if not isinstance(texts, dict):
            raise TypeError(f"The group {group} of words.yaml is a list.")
        return texts
