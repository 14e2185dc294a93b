"""Reading inventory files: an error names the file, the line, the key and the remedy."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from campus5g.errors import CampusError
from campus5g.inventory.models import Inventory


class InventoryError(CampusError):
    """An inventory file that describes no possible kit."""


_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or check its spelling.",
    "string_pattern_mismatch": "Write it in the form {pattern}.",
    "literal_error": "Use {expected}.",
    "greater_than": "Use a value above {gt}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than": "Use a value below {lt}.",
    "less_than_equal": "Use {le} or less.",
    "too_short": "Give at least {min_length}.",
    "impossible": "{remedy}",
}


def load_inventory(path: Path) -> Inventory:
    """Read a kit's inventory.

    Raises:
        InventoryError: the file can't be read, is not YAML, or describes no possible kit.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InventoryError(
            f"{path}: the inventory can't be read ({error.__class__.__name__}).",
            "Check the name; `campus5g kit list` shows the kits there are.",
        ) from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise InventoryError(
            f"{path}{line}: {problem}.", "Mend the YAML; indentation matters."
        ) from error
    try:
        return Inventory.model_validate(values)
    except ValidationError as error:
        raise _explained(path, root, error) from error


def _explained(path: Path, root: yaml.Node | None, error: ValidationError) -> InventoryError:
    problems = []
    for finding in error.errors():
        location = finding["loc"]
        key = ".".join(str(step) for step in location)
        context: dict[str, Any] = finding.get("ctx", {})
        remedy = _REMEDIES.get(finding["type"], "Correct it.").format(**context)
        problems.append(
            (_line_of(root, location), f"{key}: " if key else "", finding["msg"], remedy)
        )
    line, key, message, remedy = min(problems, key=lambda problem: problem[0])
    others = len(problems) - 1
    more = f" (Then {others} more to mend in this file.)" if others else ""
    return InventoryError(f"{path}:{line}: {key}{message.rstrip('.')}.", f"{remedy}{more}")


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
