"""scapy's list of the makers of network cards, read when somebody asks for one.

scapy reads 50,000 of them when it is imported, 11 to 16 MiB of each kernel, and looks one up only
where it lists this machine's cards or answers to ARP, or is asked to (``conf.resolve``).
"""

import sys
from functools import cached_property

from scapy import data, libs

_OWN_LIST = "scapy/manufdb"
_TEXT = "manuf"


class Manufacturers(data.ManufDA):
    """The makers, by the beginning of their cards' addresses.

    Parameters:
        name: file that scapy reads them from, or its own name for its own list.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        del self.d

    @cached_property
    def d(self) -> dict[str, tuple[str, str]]:  # type: ignore[override]
        """All of them."""
        return data.load_manuf(None if self._name == _OWN_LIST else self._name).d


def put_off_manufacturers() -> None:
    """Let scapy forget the list until it is asked for."""
    data.MANUFDB = Manufacturers(data.MANUFDB._name)
    # What it made the list of, where it had not kept one from an earlier time.
    sys.modules.pop(f"{libs.__name__}.{_TEXT}", None)
    vars(libs).pop(_TEXT, None)
