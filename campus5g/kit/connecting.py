"""Find the kit of this notebook."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import interruptible_call
from campus5g.kit.kit import Kit
from campus5g.kit.starting.booked import booked_kit, not_booked, on_a_site
from campus5g.kit.starting.private import VIRTUAL, our_private_kit
from campus5g.kit.starting.served import find_served
from campus5g.language import t
from campus5g.places import KITS

if TYPE_CHECKING:
    from campus5g.kit.replay import Replay

FRESH_KIT_FOR = "CAMPUS5G_FRESH_KIT_FOR"
"""The labs that are graded on a fresh kit if their notebook kept no evidence."""


@interruptible_call
def connect(
    name: str | None = None,
    *,
    url: str | None = None,
    token: str | None = None,
    ca_file: Path | None = None,
) -> Kit:
    """Connect to a kit.

    A notebook that is graded or validated, or one for which ``CAMPUS5G_REPLAY`` names a folder of
    evidence, gets a kit that replays what was kept (`campus5g.kit.replay`). Otherwise the first of
    these counts: ``url`` and ``token``; the variables ``CAMPUS5G_KIT_URL`` with
    ``CAMPUS5G_KIT_TOKEN`` or ``CAMPUS5G_KIT_TOKEN_FILE``; on a site, the kit that is booked now;
    the kit that `campus5g kit serve` serves under this name; else a private virtual kit, which
    starts at the first call and ends with the notebook.

    Args:
        name: name of a kit.
        url: address of a gateway, e.g. ``http://127.0.5.2:8765``.
        token: the access token of that gateway.
        ca_file: the authority that signed that gateway's certificate, for an ``https`` address; by
            default that of ``CAMPUS5G_CA_FILE``, else those that this machine trusts.

    Raises:
        KitError: the kit does not answer, is unknown, refuses the token or does not prove its
            identity, or the evidence to replay is missing.
    """
    replay = _replay()
    if replay is not None:
        from campus5g.kit.replay import ReplayConnection

        return Kit(ReplayConnection(replay))
    url = url or os.environ.get("CAMPUS5G_KIT_URL")
    if url:
        return Kit(GatewayConnection(url, token or token_from_surroundings(), ca_file))
    booked = booked_kit()
    if booked is not None and name in {None, booked.name}:
        return Kit(GatewayConnection(booked.url, booked.token, booked.ca_file))
    if name is not None:
        served = find_served(name)
        if served is not None and on_a_site():
            raise not_booked(name)
        if served is not None:
            return Kit(GatewayConnection(served.url, served.token, served.ca_file))
    own = our_private_kit(_virtual_inventory(name))
    return Kit(GatewayConnection(own.url, own.token))


def _replay() -> "Replay | None":
    """Return the evidence to replay, or None to measure on a kit.

    Validation replays as grading does: the result is the same, and no robot moves.
    """
    folder = os.environ.get("CAMPUS5G_REPLAY")
    execution = os.environ.get("NBGRADER_EXECUTION")
    replays = execution in {"autograde", "validate"}
    if not (folder or replays):
        return None
    from campus5g.evidence import FOLDER, examine, examine_folder
    from campus5g.kit.evidence import expected_learner, trusted_keys
    from campus5g.kit.replay import Replay
    from campus5g.kit.verdicts import Verdicts

    here = Path.cwd()
    kept = Path(folder or here / FOLDER)
    if (verdicts := Verdicts.of_surroundings()) is not None:
        replay = Replay(kept, verdicts.examine_all(kept), verdicts.examine)
    else:
        keys, learner = trusted_keys(), expected_learner(here)
        replay = Replay(
            kept,
            examine_folder(kept, keys, learner),
            lambda artefact: examine(artefact, keys, learner),
        )
    if replays and not replay and here.name in os.environ.get(FRESH_KIT_FOR, "").split():
        return None
    return replay


def token_from_surroundings() -> str:
    """Return the token from the environment or from the file that it names; empty if neither.

    Raises:
        KitError: the file can't be read.
    """
    file = os.environ.get("CAMPUS5G_KIT_TOKEN_FILE")
    if not file:
        return os.environ.get("CAMPUS5G_KIT_TOKEN", "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KitError(
            t(
                fr=f"Le jeton d’accès du kit ne peut pas être lu ({file}).",
                en=f"The kit's access token can't be read ({file}).",
            ),
            t(
                fr="Vérifiez CAMPUS5G_KIT_TOKEN_FILE, ou prévenez votre formateur.",
                en="Check CAMPUS5G_KIT_TOKEN_FILE, or tell your trainer.",
            ),
        ) from error


def _virtual_inventory(name: str | None) -> Path:
    """Return the inventory of the virtual kit to start if none is served."""
    if name is None:
        return VIRTUAL
    from campus5g.inventory import load_inventory

    file = KITS / f"{name}.yaml"
    if name == Path(name).name and file.is_file() and load_inventory(file).kind == "virtual":
        return file
    raise KitError(
        t(
            fr=f"Aucun kit « {name} » n’est servi sur cette machine.",
            en=f"This machine does not serve kit “{name}”.",
        ),
        t(
            fr=f"Lancez `campus5g kit serve {name}`, ou `kit.connect()` pour un kit virtuel.",
            en=f"Run `campus5g kit serve {name}`, or `kit.connect()` for a virtual kit.",
        ),
    )
