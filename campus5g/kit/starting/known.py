"""The known kits: their inventories, and whether this machine serves them."""

from dataclasses import asdict, dataclass
from pathlib import Path

from campus5g.inventory import InventoryError, load_inventory
from campus5g.kit.starting.served import served_kits
from campus5g.places import KITS


@dataclass(frozen=True)
class KnownKit:
    """An inventory file; ``problem`` says what is wrong, ``url`` where the kit is served."""

    name: str
    file: Path
    kind: str | None = None
    site: str | None = None
    url: str | None = None
    problem: str | None = None

    def as_data(self) -> dict[str, str | None]:
        """Return the kit as JSON-ready data."""
        return {**asdict(self), "file": str(self.file)}


def known_kits(folder: Path = KITS) -> list[KnownKit]:
    """Return every kit with an inventory file, valid or not, by name."""
    served = {kit.name: kit.url for kit in served_kits()}
    known = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            kit = load_inventory(file)
        except InventoryError as error:
            known.append(KnownKit(file.stem, file, problem=str(error)))
        else:
            known.append(KnownKit(kit.name, file, kit.kind, str(kit.site), served.get(kit.name)))
    return known
