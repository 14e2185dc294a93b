"""Evidence: what was measured, and the kit's signed attestation that it was measured.

Gateways sign, notebooks keep, graders check; all three share the format and nothing else. A piece
of evidence is two files: the artefact (a capture, a table) and beside it its attestation, an
in-toto statement in a DSSE envelope.
"""

from campus5g.evidence.envelope import Envelope, EnvelopeError
from campus5g.evidence.fault import Fault
from campus5g.evidence.keyring import keyring_folder, keyring_of, publish, published_keys
from campus5g.evidence.keys import KitKey, SigningKey, TrustedKeys
from campus5g.evidence.pieces import (
    FOLDER,
    Evidence,
    attestation_of,
    examine,
    examine_folder,
    find_evidence,
)
from campus5g.evidence.statement import Exchange, InForce, Measurement, Statement
from campus5g.evidence.work import Work

__all__ = [
    "FOLDER",
    "Envelope",
    "EnvelopeError",
    "Evidence",
    "Exchange",
    "Fault",
    "InForce",
    "KitKey",
    "Measurement",
    "SigningKey",
    "Statement",
    "TrustedKeys",
    "Work",
    "attestation_of",
    "examine",
    "examine_folder",
    "find_evidence",
    "keyring_folder",
    "keyring_of",
    "publish",
    "published_keys",
]
