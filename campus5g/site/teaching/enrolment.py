"""Enrols learners from a list: read, checked line by line, and only then enrolled.

A line is *first name; last name; e-mail or account*, separated by semicolons, commas or tabs. Where
an e-mail comes third, the account may come fourth.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import Language, t
from campus5g.site.accounts.accounts import NAME, hashed
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer, Enrolment
from campus5g.site.records.people import Identity, Person
from campus5g.site.records.texts import is_readable

LARGEST_FILE = 256 * 1024
MOST_LEARNERS = 300

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_LONGEST_NAME = 100
_HEADINGS = {"prenom", "first name", "firstname", "nom", "last name", "lastname", "given name"}


@dataclass(frozen=True)
class Line:
    """A line of a list: the person, and what is wrong with it."""

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    account: str = ""
    problem: str = ""
    known: bool = False
    """Whether the account already exists; it is enrolled as it is."""


@dataclass(frozen=True)
class Preview:
    """What a list would do."""

    lines: list[Line] = field(default_factory=list)

    @property
    def problems(self) -> list[Line]:
        """The lines that can't be enrolled."""
        return [line for line in self.lines if line.problem]

    @property
    def sound(self) -> list[Line]:
        """The lines that can be enrolled."""
        return [line for line in self.lines if not line.problem]

    def as_list(self) -> str:
        """Return the valid lines as a list with account names: read twice, it enrols once."""
        text = io.StringIO()
        csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
            (line.first_name, line.last_name, line.email, line.account) for line in self.sound
        )
        return text.getvalue()


@dataclass(frozen=True)
class NewAccount:
    """An account that was just created, with the pass phrase that is shown once."""

    person: Person
    pass_phrase: str


def decoded(content: bytes) -> str:
    """Return the text of a file as Excel, an editor or another system wrote it.

    Raises:
        ValueError: it is too large.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError(f"{len(content)} bytes are more than {LARGEST_FILE}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The encoding of French Excel. All but five bytes are valid in it.
        return content.decode("cp1252", errors="replace")


def preview(records: Session, cohort: CohortRecord, text: str, by: Person) -> Preview:
    """Return what a list would do, without doing it.

    A trainer enrols new people, and learners of their groups. Others have an account for another
    trainer: they come by an invitation, which is theirs to follow.

    Args:
        records: holds the accounts.
        cohort: to enrol in.
        text: one learner per line.
        by: the trainer or administrator whose list it is.
    """
    own = _own_learners(records, by)
    taken = {person.name: person for person in records.scalars(select(Person))}
    by_email = {
        person.identity.email.lower(): person
        for person in taken.values()
        if person.identity and person.identity.email
    }
    enrolled = {each.person.name for each in cohort.enrolments if each.left_at is None}
    lines: list[Line] = []
    chosen: set[str] = set()
    for number, cells in _rows(text):
        line = _read(number, cells, taken, by_email, chosen)
        if not line.problem and line.account in enrolled:
            line = _wrong(line, t(fr="Déjà inscrit.", en="Already enrolled."))
        elif not line.problem and line.account in chosen:
            line = _wrong(line, t(fr="Deux fois dans la liste.", en="Listed twice."))
        elif not line.problem and line.known and taken[line.account].id not in own:
            line = _wrong(
                # What was typed, and nothing of the account.
                replace(line, account="", known=False),
                t(
                    fr="Cette personne a déjà un compte, hors de vos groupes : envoyez-lui un "
                    "lien d’invitation.",
                    en="This person already has an account, outside your groups. Send them an "
                    "invitation link.",
                ),
            )
        elif not line.problem and line.known and taken[line.account].role != "learner":
            line = _wrong(
                line,
                t(
                    fr="Ce compte n’est pas celui d’un apprenant.",
                    en="This account is not a learner’s.",
                ),
            )
        elif len(lines) >= MOST_LEARNERS:
            line = _wrong(
                line,
                t(
                    fr=f"Au plus {MOST_LEARNERS} personnes à la fois.",
                    en=f"At most {MOST_LEARNERS} people at a time.",
                ),
            )
        if not line.problem:
            chosen.add(line.account)
        lines.append(line)
    return Preview(lines)


def enrol(records: Session, cohort: CohortRecord, found: Preview) -> list[NewAccount]:
    """Enrol the valid lines of a preview; return the accounts created for it.

    Raises:
        CampusError: somebody else has just made an account of the same name.
    """
    known = {
        person.name: person
        for person in records.scalars(
            select(Person).where(Person.name.in_([line.account for line in found.sound]))
        )
    }
    # A hash takes a good part of a second by design: all of them before the first row is written.
    made = [
        _new_account(line, cohort.language) for line in found.sound if line.account not in known
    ]
    new = {each.person.name: each.person for each in made}
    for line in found.sound:
        enrol_person(cohort, known.get(line.account) or new[line.account])
    try:
        records.flush()
    except IntegrityError as error:
        raise CampusError(
            t(
                fr="Un compte du même nom vient d’être créé ailleurs.",
                en="An account of the same name has just been made elsewhere.",
            ),
            t(
                fr="Personne n’a été inscrit. Revenez en arrière et recommencez.",
                en="Nobody was enrolled. Go back and start again.",
            ),
        ) from error
    return made


def enrol_person(cohort: CohortRecord, person: Person) -> Enrolment:
    """Enrol a person, also one who had left."""
    for each in cohort.enrolments:
        if each.person is person or (person.id and each.person_id == person.id):
            each.left_at, each.left_why = None, ""
            return each
    enrolment = Enrolment(person=person)
    cohort.enrolments.append(enrolment)
    return enrolment


def leave(enrolment: Enrolment, why: str) -> None:
    """Record that a learner left, and why; it stays in the record of the training."""
    enrolment.left_at, enrolment.left_why = now(), why.strip()


def come_back(enrolment: Enrolment) -> None:
    """Record that a learner is back."""
    enrolment.left_at, enrolment.left_why = None, ""


def account_name(first_name: str, last_name: str, taken: Container[str]) -> str:
    """Return a free account name for a person: ``marie-dupont``, ``marie-dupont-2``."""
    plain = _plain(f"{first_name} {last_name}")
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:28].strip("-")
    if not NAME.fullmatch(wanted):
        wanted = f"apprenant-{wanted}".strip("-")[:28].strip("-")
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _own_learners(records: Session, by: Person) -> Container[int]:
    """Return the numbers of the people whom somebody may enrol without an invitation."""
    if by.role == "administrator":
        return set(records.scalars(select(Person.id)))
    groups = select(CohortTrainer.cohort_id).where(CohortTrainer.person_id == by.id)
    return set(records.scalars(select(Enrolment.person_id).where(Enrolment.cohort_id.in_(groups))))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty, with their numbers, split into cells."""
    lines = text.splitlines()
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        separator = max(";\t,", key=line.count)
        cells = next(csv.reader(io.StringIO(line), delimiter=separator), [])
        if len(cells) == 1:
            # "Amélie Dupont", as people write names.
            cells = cells[0].split(maxsplit=1)
        rows.append((number, [" ".join(cell.split()) for cell in cells]))
    if rows and _plain(rows[0][1][0]) in _HEADINGS:
        del rows[0]
    return rows


def _read(
    number: int,
    cells: list[str],
    taken: dict[str, Person],
    by_email: dict[str, Person],
    chosen: set[str],
) -> Line:
    first, last, third, fourth = [*cells, "", "", "", ""][:4]
    if not all(map(is_readable, cells)):
        return _wrong(
            Line(number),
            t(
                fr="Caractères invisibles : enregistrez la liste en « CSV UTF-8 ».",
                en="Invisible characters: save the list as “CSV UTF-8”.",
            ),
        )
    line = Line(number, first[:_LONGEST_NAME], last[:_LONGEST_NAME])
    if not first and not last:
        return _wrong(line, t(fr="Il manque le nom.", en="The name is missing."))
    if not last:
        return _wrong(
            line,
            t(
                fr="Il manque le nom de famille : prénom ; nom ; courriel.",
                en="The last name is missing: first name; last name; e-mail.",
            ),
        )
    if not third and fourth:
        third = fourth
    if not third:
        return Line(
            number,
            line.first_name,
            line.last_name,
            account=account_name(first, last, taken.keys() | chosen),
        )
    if "@" in third:
        if not _EMAIL.fullmatch(third) or len(third) > 254:
            return _wrong(
                line,
                t(
                    fr=f"« {third} » n’est pas une adresse de courriel.",
                    en=f"“{third}” is not an e-mail address.",
                ),
            )
        known = by_email.get(third.lower())
        account = known.name if known else fourth
        if account not in taken and not NAME.fullmatch(account):
            account = account_name(first, last, taken.keys() | chosen)
        return Line(number, line.first_name, line.last_name, third, account, known=account in taken)
    if third not in taken and not NAME.fullmatch(third):
        return _wrong(
            line,
            t(
                fr=f"« {third} » n’est ni un courriel ni un identifiant (minuscules sans accent, "
                "chiffres, tirets).",
                en=f"“{third}” is neither an e-mail nor an account (lower-case letters without "
                "accents, digits, hyphens).",
            ),
        )
    return Line(number, line.first_name, line.last_name, "", third, known=third in taken)


def _new_account(line: Line, language: Language) -> NewAccount:
    phrase = random_pass_phrase()
    person = Person(
        name=line.account,
        role="learner",
        language=language,
        pass_phrase_hash=hashed(phrase),
        identity=Identity(first_name=line.first_name, last_name=line.last_name, email=line.email),
    )
    return NewAccount(person, phrase)


def _wrong(line: Line, problem: str) -> Line:
    return Line(
        line.number, line.first_name, line.last_name, line.email, line.account, problem, line.known
    )


def _plain(text: str) -> str:
    straight = unicodedata.normalize("NFKD", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return straight.encode("ascii", "ignore").decode().lower().strip()
