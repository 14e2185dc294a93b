"""The keys of virtual kits that people's own servers start, where those are on other machines.

Such a kit signs with a key of its machine. The server tells the portal its public half before it
hands measurements in, and it counts for that person's measurements alone.
"""

from collections.abc import Iterable
from pathlib import Path

from campus5g.evidence import KitKey, publish
from campus5g.inventory import load_inventory
from campus5g.places import KITS

MOST_KEYS = 100
"""Of one person: a server makes one in each home."""


def take_in_keys(folder: Path, keys: Iterable[str]) -> None:
    """Trust keys of one person's virtual kits.

    Args:
        folder: where the keys that count for this person are.
        keys: public keys as an inventory writes them; what goes beyond `MOST_KEYS` is left out.

    Raises:
        ValueError: one is not a key; none is trusted then.
        OSError: the disk does not take them.
    """
    kit = load_inventory(KITS / "virtual.yaml").name
    read = [KitKey.decode(each, kit) for each in keys]
    for key in read:
        if len(list(folder.glob("*.json"))) < MOST_KEYS:
            publish(key, folder)
