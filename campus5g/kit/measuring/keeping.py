"""Keep a measurement beside the notebook: its artefact and the kit's signed attestation.

A result that can be kept is `Keepable`: it gives its id at the gateway. The gateway has noted the
measurement (its `Notary.note`) and sends artefact and attestation; nothing that the notebook holds
is ever signed.
"""

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Protocol

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError, not_written
from campus5g.language import t

DESCRIPTION_NAME = "kit"
"""The file with the kit's description, beside the measurements."""


@dataclass(frozen=True)
class Measured:
    """A measurement as the gateway identifies it.

    Args:
        connection: to the gateway that measured.
        id: the `measurement` of the gateway's answer.
        suffix: of the artefact's file, e.g. ``csv``.
        artefact: the file if already downloaded; None if the gateway has to send it.
    """

    connection: GatewayConnection
    id: str
    suffix: str
    artefact: Path | None = None


@dataclass(frozen=True)
class Kept:
    """A measurement that was kept."""

    name: str
    artefact: Path

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def __repr__(self) -> str:
        return t(
            fr=f"{self.name} : gardé et signé par le kit ({self.artefact})",
            en=f"{self.name}: kept and signed by the kit ({self.artefact})",
        )


class Keepable(Protocol):
    """A measurement that can be kept. Give `measured`; `keep` comes with it."""

    @property
    def measured(self) -> Measured:
        """Its id at the gateway."""

    def keep(self, name: str) -> Kept:
        """Keep it as evidence: ``evidence/<name>.…`` beside the notebook, signed by the kit.

        A second measurement of the same name replaces the first.

        Raises:
            KitError: the name is not a plain file name, the kit no longer knows the measurement, or
                the file can't be written.
        """
        return keep(self.measured, name)


def keep(measured: Measured, name: str) -> Kept:
    """Keep a measurement as evidence; see `Keepable.keep`."""
    check_name(name)
    connection = measured.connection
    if (artefact := connection.kept_as(measured.id, name)) is not None:
        return Kept(name, Path(os.path.relpath(artefact)))
    _keep_description(connection)
    return Kept(name, _stored(measured, name))


def check_name(name: str) -> None:
    """Refuse what is not a plain file name.

    Raises:
        KitError: it is not a plain file name.
    """
    if not name or name != Path(name).name or name.startswith(".") or not name.isprintable():
        raise KitError(
            t(
                fr=f"« {name} » n’est pas un nom de fichier.",
                en=f"“{name}” is not a file name.",
            ),
            t(
                fr="Prenez un nom simple, par exemple « enregistrement ».",
                en="Use a plain name, for example “registration”.",
            ),
        )


def _keep_description(connection: GatewayConnection) -> None:
    noted = connection.call("POST", "/measurements/description")
    _stored(Measured(connection, str(noted["measurement"]), "json"), DESCRIPTION_NAME)


def _stored(measured: Measured, name: str) -> Path:
    """Fetch artefact and attestation and store them side by side, the attestation last."""
    from campus5g.evidence import FOLDER, attestation_of

    file = f"{name.removesuffix(f'.{measured.suffix}')}.{measured.suffix}"
    attestation = measured.connection.call(
        "POST", f"/measurements/{measured.id}/attestation", {"name": file}
    )
    target = Path(FOLDER) / file
    draft = target.with_name(f".{file}.part")
    try:
        target.parent.mkdir(exist_ok=True)
        if measured.artefact is None:
            measured.connection.download(f"/measurements/{measured.id}", draft)
        else:
            shutil.copyfile(measured.artefact, draft)
        attestation_of(target).unlink(missing_ok=True)
        draft.replace(target)
        attestation_of(target).write_text(json.dumps(attestation, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise not_written(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return target
