"""Reading YAML manifests into models: an error names the file, the line, the key and the remedy."""

from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from campus5g.errors import CampusError
from campus5g.language import t


class ManifestError(CampusError):
    """A manifest that can't be read or contradicts itself."""


class Part(BaseModel):
    """Base of all parts: unknown keys are refused, values do not change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")]


class Text(Part):
    """The same words in both languages."""

    fr: Words
    en: Words

    def __str__(self) -> str:
        return t(fr=self.fr, en=self.en)


ModelT = TypeVar("ModelT", bound=BaseModel)

# The C library's reader where PyYAML was built with it: a page reads its quiz in no time.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or check its spelling.",
    "string_pattern_mismatch": "Write it in the form {pattern}.",
    "string_too_short": "Write at least {min_length} character.",
    "literal_error": "Use {expected}.",
    "greater_than": "Use a value above {gt}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than": "Use a value below {lt}.",
    "less_than_equal": "Use {le} or less.",
    "too_short": "Give at least {min_length}.",
    "union_tag_invalid": "Use one of: {expected_tags}.",
    "union_tag_not_found": "Add it.",
    "impossible": "{remedy}",
}


def impossible(problem: str, remedy: str) -> PydanticCustomError:
    """Build the error for a value that contradicts another one."""
    return PydanticCustomError(
        "impossible",
        "{problem}",
        {"problem": problem, "remedy": remedy},
    )


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
    except (OSError, UnicodeDecodeError) as error:
        raise error_type(
            f"{path}: the file can't be read ({error.__class__.__name__}).", if_unreadable
        ) from error
    try:
        values = yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, both of them
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise error_type(
            f"{path}{line}: {problem}.", "Mend the YAML; indentation matters."
        ) from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        root = yaml.compose(text, Loader=_Loader)
        raise error_type(*_explained(path, root, error)) from error


def _explained(path: Path, root: yaml.Node | None, error: ValidationError) -> tuple[str, str]:
    problems = []
    for finding in error.errors():
        location = _without_kinds(root, finding["loc"])
        key = ".".join(str(step) for step in location)
        context: dict[str, Any] = finding.get("ctx", {})
        remedy = _REMEDIES.get(finding["type"], "Correct it.").format(**context)
        problems.append(
            (_line_of(root, location), f"{key}: " if key else "", finding["msg"], remedy)
        )
    line, key, message, remedy = min(problems, key=lambda problem: problem[0])
    others = len(problems) - 1
    more = f" (Then {others} more to mend in this file.)" if others else ""
    return f"{path}:{line}: {key}{message.rstrip('.')}.", f"{remedy}{more}"


def _without_kinds(
    node: yaml.Node | None, location: tuple[str | int, ...]
) -> tuple[str | int, ...]:
    """Leave out of a location what is no key but the value that tells a part's kind."""
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
