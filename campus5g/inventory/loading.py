"""Read inventory files."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from campus5g.inventory.inventory import Inventory
from campus5g.language import t
from campus5g.manifest import ManifestError, explained, load_manifest


class InventoryError(ManifestError):
    """An inventory file that does not describe a possible kit."""


def load_inventory(path: Path) -> Inventory:
    """Read a kit's inventory.

    Raises:
        InventoryError: the file can't be read, is not YAML, or does not describe a possible kit.
    """
    return load_manifest(
        path,
        Inventory,
        if_unreadable=t(
            fr="Vérifiez le nom ; `campus5g kit list` montre les kits qui existent.",
            en="Check the name; `campus5g kit list` lists the kits.",
        ),
        error_type=InventoryError,
    )


def joined_elsewhere(inventory: Inventory, chosen: Mapping[str, object]) -> Inventory:
    """Return a kit with other values in its section `joining`.

    Raises:
        InventoryError: they do not fit the kit.
    """
    section = {} if inventory.joining is None else inventory.joining.model_dump(mode="json")
    whole = inventory.model_dump(mode="json") | {"joining": section | dict(chosen)}
    try:
        return Inventory.model_validate(whole)
    except ValidationError as error:
        raise InventoryError(*explained(error)) from error
