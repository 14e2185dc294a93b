"""The public keys that this installation trusts, one small file per key.

Each gateway publishes its key here when it starts. An operator adds the key of a remote kit
through its inventory (``gateway.public_key``), or by placing its file here; ``valid_until``
sets when a key expires.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from campus5g.evidence.keys import KitKey
from campus5g.places import data_folder

FOLDER_VARIABLE = "CAMPUS5G_KIT_KEYS"

_OF_PEOPLE = "of-people"


def keyring_folder() -> Path:
    """Return the folder of public keys: ``CAMPUS5G_KIT_KEYS``, else ``kit-keys`` in the data."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else data_folder() / "kit-keys"


def keyring_of(person: str) -> Path:
    """Return the folder of the keys that count for one person's measurements alone.

    On a site whose people's servers are elsewhere, it has those of the virtual kits started there.

    Args:
        person: the account's name.
    """
    return keyring_folder() / _OF_PEOPLE / person


def publish(key: KitKey, folder: Path | None = None) -> None:
    """Add a key to the folder unless it is there already; an expired key stays expired.

    Raises:
        OSError: the folder can't be written.
    """
    folder = folder or keyring_folder()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{key.kit or 'any'}-{key.id}.json"
    document = {"kit": key.kit, "public_key": key.encoded(), "valid_until": None}
    draft = folder / f".{file.name}.{secrets.token_hex(8)}"
    draft.write_text(json.dumps(document, indent=1), encoding="utf-8")
    try:
        # A grader may be reading the folder: it sees a whole key, or nothing.
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()


def published_keys(folder: Path | None = None) -> Iterator[KitKey]:
    """Yield the keys in the folder; files that do not hold a key are skipped."""
    for file in sorted((folder or keyring_folder()).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            document = json.loads(file.read_text(encoding="utf-8"))
            until = document.get("valid_until")
            yield KitKey.decode(
                str(document["public_key"]),
                str(document["kit"]),
                None if until is None else _moment(str(until)),
            )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    return moment
