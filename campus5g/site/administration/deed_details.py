"""What the log says beside a deed, in its reader's words: names of details and their values."""

import re

from campus5g.language import t


def detail_name(name: str) -> str:
    """Return the name of a detail of the log in the reader's language."""
    return _names().get(name, name)


def detail_value(name: str, value: object) -> str:
    """Return the value of a detail: a list, a yes, or a word of the program in the reader's own."""
    if isinstance(value, list):
        return ", ".join(detail_value(name, each) for each in value)
    if isinstance(value, bool):
        return t(fr="oui", en="yes") if value else t(fr="non", en="no")
    return _words().get(name, {}).get(str(value), str(value))


def told_subject(action: str, subject: str) -> str:
    """Return what a deed was done to; of a form it is what stood in its address, part by part."""
    names, parts = re.findall(r"{(\w+)}", action), subject.split(" ")
    if len(names) != len(parts):
        return subject
    return " ".join(detail_value(name, part) for name, part in zip(names, parts, strict=True))


def _names() -> dict[str, str]:
    return {
        "account": t(fr="compte", en="account"),
        "accounts": t(fr="comptes", en="accounts"),
        "active": t(fr="actif", en="active"),
        "certificates": t(fr="documents", en="certificates"),
        "cohorts": t(fr="groupes", en="groups"),
        "erased": t(fr="effacé", en="erased"),
        "files": t(fr="fichiers", en="files"),
        "kind": t(fr="nature", en="kind"),
        "new": t(fr="nouveau numéro", en="new number"),
        "numbers": t(fr="numéros", en="numbers"),
        "role": t(fr="rôle", en="role"),
        "section": t(fr="rubrique", en="section"),
    }


def _words() -> dict[str, dict[str, str]]:
    return {
        "kind": {
            "attestation": t(fr="attestation", en="attestation"),
            "completion": t(fr="certificat de réalisation", en="certificate of completion"),
            "hot": t(fr="à la fin", en="at the end"),
            "cold": t(fr="trois mois après", en="three months later"),
        },
        "role": {
            "learner": t(fr="apprenant", en="learner"),
            "trainer": t(fr="formateur", en="trainer"),
            "administrator": t(fr="administrateur", en="administrator"),
        },
        "section": {
            "access": t(fr="inscription", en="sign-up"),
            "provider": t(fr="organisme de formation", en="training provider"),
            "place": t(fr="adresse du site", en="address of the site"),
            "retention": t(fr="durées de conservation", en="retention"),
            "wording": t(fr="textes des documents", en="wording of documents"),
            "booking": t(fr="réservation des kits", en="booking of kits"),
        },
    }
