"""Enrols learners from a list: read, checked line by line, and only then enrolled."""

import re
from collections.abc import Container
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import Language, t
from campus5g.site.accounts.accounts import NAME, hashed
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.plain_letters import plain, words_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer, Enrolment
from campus5g.site.records.people import Identity, Person
from campus5g.site.records.texts import is_readable
from campus5g.site.teaching.enrolling.learner_list import LearnerList, Row, write_list

MOST_LEARNERS = 300

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_LONGEST_NAME, _LONGEST_EMPLOYER, _LONGEST_EMAIL = 100, 200, 254


@dataclass(frozen=True)
class Line:
    """A line of a list: the person, and what is wrong with it."""

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    account: str = ""
    employer: str = ""
    problem: str = ""
    remark: str = ""
    """What to look at before enrolling; it does not prevent that."""
    known: bool = False
    """Whether the account already exists; it is enrolled as it is."""


@dataclass(frozen=True)
class Preview:
    """What a list would do."""

    lines: list[Line] = field(default_factory=list)
    read: LearnerList = field(default_factory=LearnerList)
    """The list as it was understood."""

    @property
    def problems(self) -> list[Line]:
        """The lines that can't be enrolled."""
        return [line for line in self.lines if line.problem]

    @property
    def sound(self) -> list[Line]:
        """The lines that can be enrolled."""
        return [line for line in self.lines if not line.problem]

    @property
    def new(self) -> list[Line]:
        """The lines for which an account is made."""
        return [line for line in self.sound if not line.known]

    @property
    def remarks(self) -> list[Line]:
        """The lines to look at that can be enrolled."""
        return [line for line in self.sound if line.remark]

    def as_list(self) -> str:
        """Return the valid lines as a list with account names: read twice, it enrols once."""
        return write_list(
            Row(
                line.number,
                line.first_name,
                line.last_name,
                line.email,
                line.account,
                line.employer,
            )
            for line in self.sound
        )


@dataclass(frozen=True)
class NewAccount:
    """An account that was just created, with the pass phrase that is shown once."""

    person: Person
    pass_phrase: str


def preview(records: Session, cohort: CohortRecord, read: LearnerList, by: Person) -> Preview:
    """Return what a list would do, without doing it: nothing while it has a question.

    A trainer enrols new people, and learners of their groups. Others have an account for another
    trainer: they come by an invitation, which is theirs to follow.

    Args:
        records: holds the accounts.
        cohort: to enrol in.
        read: the list as it was understood.
        by: the trainer or administrator whose list it is.
    """
    if read.question:
        # Written in letters that say nothing, its columns would say nothing either.
        return Preview([_unreadable(row) for row in read.rows if not _is_readable(row)], read)
    site = _Site(records, cohort, by)
    lines: list[Line] = []
    told: dict[tuple[str, ...], int] = {}
    for row in read.rows:
        line = _checked(row, site, lines)
        before = told.setdefault(tuple(plain(cell) or cell for cell in row.cells), row.number)
        if not line.problem and before != row.number:
            line = _same_again(line, before)
        if not line.problem and len(lines) >= MOST_LEARNERS:
            line = _wrong(
                line,
                t(
                    fr=f"Au plus {MOST_LEARNERS} personnes à la fois.",
                    en=f"At most {MOST_LEARNERS} people at a time.",
                ),
            )
        lines.append(line)
    return Preview(lines, read)


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
    letters = plain(f"{first_name} {last_name}")
    wanted = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:28].strip("-")
    if not NAME.fullmatch(wanted):
        wanted = f"apprenant-{wanted}".strip("-")[:28].strip("-")
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


class _Site:
    """The accounts that a list meets."""

    def __init__(self, records: Session, cohort: CohortRecord, by: Person) -> None:
        self.by_account = {person.name: person for person in records.scalars(select(Person))}
        self.by_email = {
            person.identity.email.lower(): person
            for person in self.by_account.values()
            if person.identity and person.identity.email
        }
        self.enrolled = {each.person.name for each in cohort.enrolments if each.left_at is None}
        self.own = _own_learners(records, by)
        self.by_name: dict[str, list[Person]] = {}
        """Of those whom the trainer may enrol: other people's learners are not revealed."""
        for person in self.by_account.values():
            if person.id in self.own and person.identity is not None:
                self.by_name.setdefault(_same_name_of(person), []).append(person)


def _checked(row: Row, site: _Site, before: list[Line]) -> Line:
    """Return what a row does after the lines before it."""
    line = _read(row, site, before)
    if line.problem:
        return line
    if line.account in site.enrolled:
        return _wrong(line, t(fr="Déjà inscrit.", en="Already enrolled."))
    twin = next((each for each in before if not each.problem and _is_same(each, line)), None)
    if twin is not None:
        return _wrong(
            line,
            t(
                fr=f"Déjà à la ligne {twin.number} de la liste.",
                en=f"Already on line {twin.number} of the list.",
            ),
        )
    if line.known and site.by_account[line.account].id not in site.own:
        # What was typed, and nothing of the account.
        return _wrong(
            replace(line, account="", known=False),
            t(
                fr="Cette personne a déjà un compte, hors de vos groupes : envoyez-lui un "
                "lien d’invitation.",
                en="This person already has an account, outside your groups. Send them an "
                "invitation link.",
            ),
        )
    if line.known and site.by_account[line.account].role != "learner":
        return _wrong(
            line,
            t(
                fr="Ce compte n’est pas celui d’un apprenant.",
                en="This account is not a learner’s.",
            ),
        )
    if line.known:
        return _beside_own_name(line, site.by_account[line.account])
    return line if row.account else _beside_namesakes(line, site, before)


def _beside_own_name(line: Line, person: Person) -> Line:
    """Tell of an account that has another name than the list: an address may be mistyped."""
    if _same_name(line.first_name, line.last_name) == _same_name_of(person):
        return line
    return replace(
        line,
        remark=t(
            fr=f"Ce compte est celui de {person.shown_name}.",
            en=f"This is the account of {person.shown_name}.",
        ),
    )


def _beside_namesakes(line: Line, site: _Site, before: list[Line]) -> Line:
    """Tell of people with the name of somebody who would get a new account."""
    name = _same_name(line.first_name, line.last_name)
    namesakes = site.by_name.get(name, [])
    here = next((each for each in namesakes if each.name in site.enrolled), None)
    if here is not None and not line.email:
        return _wrong(
            replace(line, account=""),
            t(
                fr=f"« {here.name} » porte ce nom et est déjà inscrit. Si c’est une autre "
                "personne, ajoutez son courriel.",
                en=f"“{here.name}” has this name and is already enrolled. If this is another "
                "person, add their e-mail address.",
            ),
        )
    for each in namesakes:
        return replace(
            line,
            remark=t(
                fr=f"Le compte « {each.name} » porte le même nom. Si c’est la même personne, "
                "écrivez cet identifiant dans la liste.",
                en=f"The account “{each.name}” has the same name. If this is the same person, "
                "write that account in the list.",
            ),
        )
    for other in before:
        if not other.problem and _same_name(other.first_name, other.last_name) == name:
            return replace(
                line,
                remark=t(
                    fr=f"Même nom qu’à la ligne {other.number} : deux personnes ? Sinon, "
                    "supprimez l’une des deux lignes.",
                    en=f"Same name as on line {other.number}: two people? If not, delete one of "
                    "the two lines.",
                ),
            )
    return line


def _is_same(one: Line, other: Line) -> bool:
    return one.account == other.account or (
        bool(one.email) and one.email.lower() == other.email.lower()
    )


def _same_name(first: str, last: str) -> str:
    """Return a name as two spellings of it have in common."""
    return words_of(f"{first} {last}") or f"{first} {last}"


def _same_name_of(person: Person) -> str:
    identity = person.identity
    return _same_name(identity.first_name, identity.last_name) if identity else ""


def _own_learners(records: Session, by: Person) -> Container[int]:
    """Return the numbers of the people whom somebody may enrol without an invitation."""
    if by.role == "administrator":
        return set(records.scalars(select(Person.id)))
    groups = select(CohortTrainer.cohort_id).where(CohortTrainer.person_id == by.id)
    return set(records.scalars(select(Enrolment.person_id).where(Enrolment.cohort_id.in_(groups))))


def _read(row: Row, site: _Site, before: list[Line]) -> Line:
    """Return the person of a row, with the account that they have or get."""
    if not all(map(is_readable, row.cells)):
        return _wrong(
            Line(row.number),
            t(
                fr="Caractères invisibles : enregistrez la liste en « CSV UTF-8 ».",
                en="Invisible characters: save the list as “CSV UTF-8”.",
            ),
        )
    line = Line(
        row.number,
        row.first_name[:_LONGEST_NAME],
        row.last_name[:_LONGEST_NAME],
        employer=row.employer[:_LONGEST_EMPLOYER],
    )
    if row.is_too_long:
        return _wrong(
            line,
            t(
                fr="Cette ligne a plus de cases que la ligne de titres : un texte qui contient le "
                "séparateur se met entre guillemets.",
                en="This line has more cells than the header row. Put a text that has the "
                "separator in it in quotation marks.",
            ),
        )
    if row.uncut:
        return _wrong(line, _how_to_cut(row.uncut))
    if not row.first_name and not row.last_name:
        return _wrong(line, t(fr="Il manque le nom.", en="The name is missing."))
    for name in (row.first_name, row.last_name):
        if "@" in name:
            return _wrong(
                line,
                t(
                    fr=f"« {name} » n’est pas un nom : les cases de cette ligne sont décalées.",
                    en=f"“{name}” is not a name: the cells of this line are out of place.",
                ),
            )
    if not row.last_name:
        return _wrong(
            line,
            t(
                fr="Il manque le nom de famille : prénom ; nom ; courriel.",
                en="The last name is missing: first name; last name; e-mail.",
            ),
        )
    if row.email and (not _EMAIL.fullmatch(row.email) or len(row.email) > _LONGEST_EMAIL):
        return _wrong(
            line,
            t(
                fr=f"« {row.email} » n’est pas une adresse de courriel.",
                en=f"“{row.email}” is not an e-mail address.",
            ),
        )
    taken = site.by_account.keys() | {each.account for each in before}
    owner = site.by_email.get(row.email.lower()) if row.email else None
    account = owner.name if owner else row.account
    if account not in site.by_account and not NAME.fullmatch(account):
        if account and not row.email:
            return _wrong(
                line,
                t(
                    fr=f"« {account} » n’est ni un courriel ni un identifiant (minuscules sans "
                    "accent, chiffres, tirets).",
                    en=f"“{account}” is neither an e-mail nor an account (lower-case letters "
                    "without accents, digits, hyphens).",
                ),
            )
        account = account_name(row.first_name, row.last_name, taken)
    return replace(
        line,
        email=row.email,
        account=account,
        known=account in site.by_account,
        remark="" if row.first_name else t(fr="Il manque le prénom.", en="No first name."),
    )


def _is_readable(row: Row) -> bool:
    return all(map(is_readable, row.cells))


def _unreadable(row: Row) -> Line:
    return _wrong(
        Line(row.number),
        t(
            fr="Caractères invisibles : enregistrez la liste en « CSV UTF-8 ».",
            en="Invisible characters: save the list as “CSV UTF-8”.",
        ),
    )


def _how_to_cut(name: str) -> str:
    """Return what is asked of a name in one cell that nothing takes apart."""
    if " " not in name:
        return t(
            fr=f"« {name} » : il manque le nom ou le prénom.",
            en=f"“{name}”: the first or the last name is missing.",
        )
    return t(
        fr=f"Où est le nom de famille dans « {name} » ? Écrivez-le en capitales, et le prénom "
        "en minuscules : « DUPONT Léa ».",
        en=f"Which part of “{name}” is the last name? Write it in capitals and the first name in "
        "small letters: “Lea DUPONT”.",
    )


def _same_again(line: Line, number: int) -> Line:
    """Tell of a line that has, letter for letter, what another has: one person or two?"""
    return _wrong(
        replace(line, account="", known=False),
        t(
            fr=f"Déjà à la ligne {number} de la liste, sans rien qui les distingue. Si ce sont "
            "deux personnes, ajoutez leurs courriels.",
            en=f"Already on line {number} of the list, with nothing to tell them apart. If these "
            "are two people, add their e-mail addresses.",
        ),
    )


def _new_account(line: Line, language: Language) -> NewAccount:
    phrase = random_pass_phrase()
    person = Person(
        name=line.account,
        role="learner",
        language=language,
        pass_phrase_hash=hashed(phrase),
        identity=Identity(
            first_name=line.first_name,
            last_name=line.last_name,
            employer=line.employer,
            email=line.email,
        ),
    )
    return NewAccount(person, phrase)


def _wrong(line: Line, problem: str) -> Line:
    return replace(line, problem=problem)
