"""Accounts that people create themselves, and the links that let them into a cohort."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campus5g.language import Language, t
from campus5g.site.accounts.accounts import NAME
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Invitation
from campus5g.site.records.people import Identity, Person
from campus5g.site.settings import settings
from campus5g.site.teaching.enrolling.enrolment import enrol_person
from campus5g.site.teaching.enrolling.invitations import token_hash

SHORTEST_PHRASE, LONGEST_PHRASE = 12, 200
_LONGEST_NAME, _LONGEST_EMAIL = 100, 254

_HARD_TO_GUESS = 3
"""Of the library's scores from 0 to 4: at least 10⁸ guesses."""

_GUESSED_CHARACTERS = 72
"""What the library looks at: its time grows with the square of the length."""

_OURS = ("campus", "campus5g", "5g", "dunkerque", "dunkirk")


@dataclass(frozen=True)
class NewPerson:
    """What a person filled in to get an account."""

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    employer: str = ""
    pass_phrase: str = ""


def may_sign_up(records: Session, invited: bool) -> bool:
    """Return whether the site lets people create their own accounts.

    Args:
        records: holds the settings.
        invited: whether they come by a valid link.
    """
    match settings(records).access.sign_up:
        case "open":
            return True
        case "invitation":
            return invited
        case "closed":
            return False


def good_invitation(records: Session, token: str) -> Invitation | None:
    """Return the invitation of a link; None if it is unknown, expired or used up."""
    found = records.get(Invitation, token_hash(token)) if token else None
    if found is None or found.uses_left < 1 or found.expires_at <= now():
        return None
    cohort = records.get(CohortRecord, found.cohort_id)
    return found if cohort is not None and not cohort.archived else None


def join(records: Session, invitation: Invitation, person: Person) -> bool:
    """Enrol a person and count one use of the invitation; return False if none was left."""
    cohort = records.get_one(CohortRecord, invitation.cohort_id)
    if any(each.person_id == person.id and each.left_at is None for each in cohort.enrolments):
        return True
    if not use(records, invitation):
        return False
    enrol_person(cohort, person)
    records.flush()
    return True


def use(records: Session, invitation: Invitation) -> bool:
    """Count one use of an invitation; return False if none was left.

    Counted in the database, so that two people at once do not share the last use.
    """
    used = records.execute(
        update(Invitation)
        .where(Invitation.token_hash == invitation.token_hash, Invitation.uses_left > 0)
        .values(uses_left=Invitation.uses_left - 1)
        .returning(Invitation.token_hash)
    )
    return used.first() is not None


def problems(records: Session, wanted: NewPerson) -> dict[str, str]:
    """Return what is wrong with each field, by the field's name; empty if all are valid."""
    found: dict[str, str] = {}
    if not wanted.first_name.strip():
        found["first_name"] = t(fr="Indiquez votre prénom.", en="Enter your first name.")
    if not wanted.last_name.strip():
        found["last_name"] = t(fr="Indiquez votre nom.", en="Enter your last name.")
    for name in ("first_name", "last_name", "employer"):
        if len(getattr(wanted, name)) > _LONGEST_NAME:
            found[name] = t(fr="C’est trop long.", en="That is too long.")
    if wanted.email and (len(wanted.email) > _LONGEST_EMAIL or "@" not in wanted.email[1:-1]):
        found["email"] = t(
            fr="Ce n’est pas une adresse de courriel. Vous pouvez la laisser vide.",
            en="This is not an e-mail address. You can leave the field empty.",
        )
    if not NAME.fullmatch(wanted.name):
        found["name"] = t(
            fr="Prenez 2 à 32 lettres minuscules sans accent, chiffres ou tirets, "
            "en commençant par une lettre.",
            en="Use 2 to 32 lower-case letters without accents, digits or hyphens, starting "
            "with a letter.",
        )
    elif records.scalar(select(Person.id).where(Person.name == wanted.name)) is not None:
        found["name"] = t(
            fr="Cet identifiant est pris. Ajoutez-y un chiffre, par exemple.",
            en="This name is taken. Add a digit, for example.",
        )
    owner = (wanted.name, wanted.first_name, wanted.last_name, wanted.employer)
    if problem := phrase_problem(wanted.pass_phrase, *owner):
        found["pass_phrase"] = problem
    return found


def phrase_problem(phrase: str, *known: str) -> str | None:
    """Return what is wrong with a pass phrase, None if it is good.

    A good one takes a guesser a hundred million tries who knows common pass phrases, words, names,
    dates and rows of keys (NIST SP 800-63B-4, section 3.1.1.2; Wheeler, USENIX Security 2016).

    Args:
        phrase: the pass phrase.
        known: what everybody knows of its owner: their account, their names.
    """
    if len(phrase) < SHORTEST_PHRASE:
        return t(
            fr=f"Au moins {SHORTEST_PHRASE} caractères : quatre mots, par exemple.",
            en=f"{SHORTEST_PHRASE} characters or more, for example four words.",
        )
    if len(phrase) > LONGEST_PHRASE:
        return t(fr="C’est trop long.", en="That is too long.")
    # Its word lists are slow to load, and few processes check pass phrases.
    from zxcvbn import zxcvbn

    owners = [*_OURS, *(each for each in known if each)]
    if zxcvbn(phrase[:_GUESSED_CHARACTERS], user_inputs=owners)["score"] < _HARD_TO_GUESS:
        return t(
            fr="C’est trop facile à deviner : prenez quatre mots sans rapport entre eux.",
            en="That is too easy to guess. Use four words that have nothing to do with each other.",
        )
    return None


def make_account(
    records: Session, wanted: NewPerson, language: Language, pass_phrase_hash: str
) -> Person:
    """Create the account of a learner from values without `problems`.

    Args:
        records: takes the account.
        wanted: what the person filled in.
        language: the account's.
        pass_phrase_hash: of their pass phrase. Hashing is slow: nothing is written before it ends.
    """
    person = Person(
        name=wanted.name,
        role="learner",
        language=language,
        pass_phrase_hash=pass_phrase_hash,
        signed_up=True,
        identity=Identity(
            first_name=wanted.first_name.strip(),
            last_name=wanted.last_name.strip(),
            email=wanted.email.strip(),
            employer=wanted.employer.strip(),
        ),
    )
    records.add(person)
    records.flush()
    return person


def enrol_invited(records: Session, invitation: Invitation, person: Person) -> None:
    """Enrol a person whose account was just created with a use of the invitation."""
    enrol_person(records.get_one(CohortRecord, invitation.cohort_id), person)
    records.flush()
