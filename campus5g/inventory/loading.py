"""Reading inventory files."""

from pathlib import Path

from campus5g.inventory.inventory import Inventory
from campus5g.language import t
from campus5g.manifest import ManifestError, load_manifest


class InventoryError(ManifestError):
    """An inventory file that describes no possible kit."""


def load_inventory(path: Path) -> Inventory:
    """Read a kit's inventory.

    Raises:
        InventoryError: the file can't be read, is not YAML, or describes no possible kit.
    """
    return load_manifest(
        path,
        Inventory,
        if_unreadable=t(
            fr="Vérifiez le nom ; `campus5g kit list` montre les kits qui existent.",
            en="Check the name; `campus5g kit list` shows the kits there are.",
        ),
        error_type=InventoryError,
    )
