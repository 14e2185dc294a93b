"""Reading YAML manifests into models: an error names the file, the line, the key and the remedy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from campus5g.errors import CampusError
from campus5g.language import t


class ManifestError(CampusError):
    """A manifest that can't be read or contradicts itself."""


class Part(BaseModel):
    """Base of all parts: unknown keys are refused, and values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")]


class Text(Part):
    """A text in both languages."""

    fr: Words
    en: Words

    def __str__(self) -> str:
        return t(fr=self.fr, en=self.en)


class BilingualName(Text):
    """A name; a plain string in the file is one that both languages write alike."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, written: Any) -> Any:
        return {"fr": written, "en": written} if isinstance(written, str) else written


ModelT = TypeVar("ModelT", bound=BaseModel)

# The C library's reader and writer, where PyYAML was built with it, are many times faster.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """Refuses a key that is given twice, of which YAML readers keep the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        keys: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                continue
            if (key.tag, key.value) in keys:
                twice = t(
                    fr=f"la clé {key.value} est donnée deux fois",
                    en=f"the key {key.value} is given twice",
                )
                raise yaml.MarkedYAMLError(None, None, twice, key.start_mark)
            keys.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


# The problem, by type of finding; pydantic gives the English.
_IN_FRENCH = {
    "missing": "cette clé manque",
    "extra_forbidden": "cette clé n’est pas attendue ici",
    "string_type": "il faut un texte",
    "string_pattern_mismatch": "ce texte n’a pas la forme attendue",
    "string_too_short": "ce texte est trop court",
    "string_too_long": "ce texte est trop long",
    "literal_error": "cette valeur n’est pas prévue",
    "enum": "cette valeur n’est pas prévue",
    "int_type": "il faut un nombre entier",
    "int_parsing": "il faut un nombre entier",
    "int_from_float": "il faut un nombre entier",
    "float_type": "il faut un nombre",
    "float_parsing": "il faut un nombre",
    "bool_type": "il faut true ou false",
    "bool_parsing": "il faut true ou false",
    "date_from_datetime_parsing": "il faut une date, comme 2026-11-25",
    "date_type": "il faut une date, comme 2026-11-25",
    "dict_type": "il faut des clés avec leurs valeurs",
    "model_type": "il faut des clés avec leurs valeurs",
    "list_type": "il faut une liste",
    "tuple_type": "il faut une liste",
    "greater_than": "cette valeur est trop petite",
    "greater_than_equal": "cette valeur est trop petite",
    "less_than": "cette valeur est trop grande",
    "less_than_equal": "cette valeur est trop grande",
    "too_short": "il en manque",
    "too_long": "il y en a trop",
    "union_tag_invalid": "ce genre n’existe pas",
    "union_tag_not_found": "le genre manque",
    "ip_v4_address": "il faut une adresse IPv4",
    "ip_v4_network": "il faut un réseau IPv4",
}

_REMEDIES = {
    "missing": ("Ajoutez-la.", "Add it."),
    "extra_forbidden": (
        "Retirez-la, ou vérifiez son orthographe.",
        "Remove it, or check its spelling.",
    ),
    "string_pattern_mismatch": (
        "Écrivez-le sous la forme {pattern}.",
        "Write it in the form {pattern}.",
    ),
    "string_too_short": (
        "Écrivez au moins {min_length} caractère.",
        "Write at least {min_length} character.",
    ),
    "literal_error": ("Prenez {expected}.", "Use {expected}."),
    "greater_than": ("Prenez une valeur au-dessus de {gt}.", "Use a value above {gt}."),
    "greater_than_equal": ("Prenez {ge} ou plus.", "Use {ge} or more."),
    "less_than": ("Prenez une valeur au-dessous de {lt}.", "Use a value below {lt}."),
    "less_than_equal": ("Prenez {le} ou moins.", "Use {le} or less."),
    "too_short": ("Donnez-en au moins {min_length}.", "Give at least {min_length}."),
    "union_tag_invalid": ("Prenez l’un de : {expected_tags}.", "Use one of: {expected_tags}."),
    "union_tag_not_found": ("Ajoutez-le.", "Add it."),
    "impossible": ("{remedy}", "{remedy}"),
}


def impossible(problem: str, remedy: str, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Build the error for a value that contradicts another one.

    Args:
        problem: the sentence that says what is wrong.
        remedy: what to do.
        at: where the value stands, as keys and numbers below the part that is checked.
    """
    return PydanticCustomError(
        "impossible", "{problem}", {"problem": problem, "remedy": remedy, "at": at}
    )


def load_yaml(text: str) -> Any:
    """Read a YAML text: plain values, without objects.

    Raises:
        yaml.YAMLError: it is not YAML, or gives a key twice.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, both of them


def load_manifest(
    path: Path,
    model: type[ModelT],
    *,
    if_unreadable: str = "Check the name.",
    error_type: type[ManifestError] = ManifestError,
) -> ModelT:
    """Read a YAML file into a model.

    Args:
        path: the file.
        model: what the file describes.
        if_unreadable: the remedy when the file can't be opened.
        error_type: the class of the errors raised.

    Raises:
        ManifestError: the file can't be read, is not YAML, or does not fit the model;
            of the class ``error_type``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise error_type(
            t(fr=f"Le fichier {path} n’existe pas.", en=f"The file {path} does not exist."),
            if_unreadable,
        ) from error
    except UnicodeDecodeError as error:
        raise error_type(
            t(fr=f"{path} n’est pas un fichier de texte.", en=f"{path} is not a text file."),
            if_unreadable,
        ) from error
    except OSError as error:
        raise error_type(
            t(fr=f"{path} ne peut pas être lu.", en=f"{path} can't be read."), if_unreadable
        ) from error
    try:
        values = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise error_type(
            f"{path}{line}: {problem}.",
            t(
                fr="Corrigez le YAML ; les retraits comptent.",
                en="Fix the YAML. Indentation matters.",
            ),
        ) from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        root = yaml.compose(text, Loader=_Loader)
        raise error_type(*_explained(path, root, error)) from error


def manifest_text(values: Mapping[str, Any]) -> str:
    """Return plain values as the text of a YAML file, in their order."""
    text: str = yaml.dump(values, Dumper=_SafeDumper, allow_unicode=True, sort_keys=False)
    return text


def explained(error: ValidationError) -> tuple[str, str]:
    """Return the first problem of values that were not read from a file, and its remedy."""
    finding = error.errors()[0]
    key = ".".join(map(str, _place(finding)))
    return f"{key}: {_problem(finding)}." if key else f"{_problem(finding)}.", _remedy(finding)


def _place(finding: ErrorDetails) -> tuple[str | int, ...]:
    return (*finding["loc"], *finding.get("ctx", {}).get("at", ()))


def _problem(finding: ErrorDetails) -> str:
    """Return the problem, without its full stop."""
    words = finding["msg"].rstrip(".")
    return t(fr=_IN_FRENCH.get(finding["type"], words), en=words)


def _remedy(finding: ErrorDetails) -> str:
    fr, en = _REMEDIES.get(finding["type"], ("Corrigez.", "Correct it."))
    context = finding.get("ctx", {})
    # pydantic joins the expected values with an English word.
    expected = str(context.get("expected", ""))
    in_french = {**context, "expected": expected.replace(" or ", " ou ")}
    return t(fr=fr.format(**in_french), en=en.format(**context))


def _explained(path: Path, root: yaml.Node | None, error: ValidationError) -> tuple[str, str]:
    problems = []
    for finding in error.errors():
        location = _without_kinds(root, _place(finding))
        key = ".".join(str(step) for step in location)
        problems.append(
            (
                _line_of(root, location),
                f"{key}: " if key else "",
                _problem(finding),
                _remedy(finding),
            )
        )
    line, key, problem, remedy = min(problems, key=lambda each: each[0])
    others = len(problems) - 1
    more = t(
        fr=f" (Puis {others} autres à corriger dans ce fichier.)",
        en=f" ({others} more problems in this file.)",
    )
    return f"{path}:{line}: {key}{problem}.", f"{remedy}{more if others else ''}"


def _without_kinds(
    node: yaml.Node | None, location: tuple[str | int, ...]
) -> tuple[str | int, ...]:
    """Return a location without the values that name a part's kind instead of a key."""
    steps: list[str | int] = []
    for step in location:
        if isinstance(node, yaml.MappingNode):
            below = {key.value: value for key, value in node.value}
            if step not in below and any(
                isinstance(value, yaml.ScalarNode) and value.value == step
                for value in below.values()
            ):
                continue
            node = below.get(step)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        steps.append(step)
    return tuple(steps)


def _line_of(node: yaml.Node | None, location: tuple[str | int, ...]) -> int:
    """Return the line of the deepest part of a location that the file has."""
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                return line
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return line
    return line
