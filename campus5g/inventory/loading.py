"""Read inventory files."""

from pathlib import Path

from campus5g.inventory.inventory import Inventory
from campus5g.language import t
from campus5g.manifest import ManifestError, load_manifest


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
