"""What the columns of a list of learners hold: as their headings say, or a person.

Nothing is guessed: where headings are missing, or two say the same, a person has to say. Without
headings, only addresses and civilities are known by their look.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campus5g.language import Bilingual, t
from campus5g.site.plain_letters import words_of
from campus5g.site.records.texts import is_readable
from campus5g.site.teaching.enrolling.full_names import CIVILITIES, ORDERS, parts

Kind = Literal[
    "last_name",
    "first_name",
    "email",
    "employer",
    "account",
    "last_first",
    "first_last",
    "name_in_capitals",
    "birth_name",
    "civility",
    "ignored",
]

KINDS: dict[Kind, Bilingual] = {
    "last_name": Bilingual(fr="Nom", en="Last name"),
    "first_name": Bilingual(fr="Prénom", en="First name"),
    "email": Bilingual(fr="Courriel", en="E-mail"),
    "employer": Bilingual(fr="Employeur", en="Employer"),
    "account": Bilingual(fr="Identifiant", en="Account"),
    "last_first": Bilingual(fr="Nom puis prénom", en="Last name, then first name"),
    "first_last": Bilingual(fr="Prénom puis nom", en="First name, then last name"),
    "name_in_capitals": Bilingual(
        fr="NOM en capitales et prénom", en="First name and LAST NAME in capitals"
    ),
    "birth_name": Bilingual(
        fr="Nom de naissance, à défaut du nom", en="Birth name, for want of a last name"
    ),
    "civility": Bilingual(fr="Civilité (pas gardée)", en="Title (not stored)"),
    "ignored": Bilingual(fr="Ne pas garder", en="Do not store"),
}
"""What people choose from."""

SURNAMES: tuple[Kind, ...] = ("last_name", "birth_name", *ORDERS)
"""Columns of which a list needs one."""

MOST_COLUMNS = 40
# As `words_of` writes them: lower case, without accents and punctuation.
_HEADINGS: dict[Kind, frozenset[str]] = {
    "civility": frozenset(
        {"civilite", "civ", "titre", "title", "salutation", "m mme", "mr mrs", "mr ms"}
    ),
    "last_name": frozenset(
        {
            *("nom", "noms", "nom de famille", "nom d usage", "nom usuel", "nom marital"),
            *("nom du salarie", "nom de l agent", "nom du stagiaire", "nom du participant"),
            *("last name", "lastname", "surname", "family name", "familyname"),
        }
    ),
    "birth_name": frozenset(
        {
            *("nom de naissance", "nom de jeune fille", "nom patronymique", "patronyme"),
            *("birth name", "maiden name"),
        }
    ),
    "first_name": frozenset(
        {
            *("prenom", "prenoms", "prenom s", "prenom usuel", "prenom d usage"),
            *("prenom du salarie", "prenom de l agent", "prenom du stagiaire"),
            *("prenom du participant", "first name", "firstname", "given name", "givenname"),
            *("given names", "first names", "forename", "forenames"),
        }
    ),
    "last_first": frozenset({"nom et prenom", "nom prenom", "nom prenoms", "nom et prenoms"}),
    "first_last": frozenset({"prenom et nom", "prenom nom", "first and last name"}),
    # They say no order.
    "name_in_capitals": frozenset(
        {
            *("nom complet", "participant", "stagiaire", "apprenant", "salarie", "agent"),
            *("name", "full name", "learner", "employee", "trainee"),
        }
    ),
    "email": frozenset(
        {
            *("courriel", "mail", "email", "e mail", "mel", "adresse mail", "adresse e mail"),
            *("adresse email", "adresse electronique", "adresse de courriel", "adresse courriel"),
            *("email address", "e mail address", "mail professionnel", "courriel professionnel"),
            *("e mail professionnel", "email professionnel", "mail pro", "courriel pro"),
            *("adresse mail professionnelle", "adresse e mail professionnelle", "work email"),
        }
    ),
    "account": frozenset(
        {
            *("identifiant", "compte", "login", "account", "username", "user name"),
            *("nom d utilisateur", "account name"),
        }
    ),
    "employer": frozenset(
        {
            *("employeur", "entreprise", "societe", "etablissement", "raison sociale"),
            *("nom de l entreprise", "nom de l employeur", "entreprise employeur"),
            *("employer", "company", "company name", "organisation", "organization"),
        }
    ),
}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_SHOWN_TEXTS, _LONGEST_SHOWN = 4, 40


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Attributes:
        number: of the column, from 1.
        heading: as the list has it; empty without one.
        kind: what it holds; None where a person has to say.
        texts: some of its cells, by which people recognise it.
    """

    number: int
    heading: str
    kind: Kind | None
    texts: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.heading or t(fr=f"Colonne {self.number}", en=f"Column {self.number}")


@dataclass(frozen=True)
class Choice:
    """What a person says of a column.

    Attributes:
        number: of the column, from 1.
        heading: that it had when they said it.
        kind: what it holds; empty if they did not say.
    """

    number: int
    heading: str
    kind: Kind | Literal[""]


def are_headings(cells: Sequence[str]) -> int:
    """Return how many cells of a line are known headings; 0 for a line that has no headings.

    Args:
        cells: of the line.
    """
    known = [kind for cell in cells if (kind := _by_heading(cell))]
    # "Stagiaire" may stand beside a name, too.
    sure = set(known) & {"last_name", "first_name", "birth_name", "last_first", "first_last"}
    alone_or_not = len(known) > 1 or sum(map(bool, cells)) == 1
    return len(known) if sure or ("name_in_capitals" in known and alone_or_not) else 0


def columns_of(
    headings: Sequence[str] | None, rows: Sequence[Sequence[str]], said: Sequence[Choice]
) -> list[Column]:
    """Return the columns of a list.

    Args:
        headings: their line; None for a list without one.
        rows: the cells of the other lines.
        said: by a person. It counts as long as the column has the heading of which it was said,
            or had none then.
    """
    width = len(headings) if headings is not None else max(map(len, rows), default=0)
    titles = list(headings or [""] * width)[:MOST_COLUMNS]
    texts = [
        [row[place] for row in rows if place < len(row) and row[place]]
        for place in range(len(titles))
    ]
    if headings is None:
        kinds = [_by_look(each) for each in texts]
    else:
        kinds = _settled([_by_heading(title) or "ignored" for title in titles], texts)
    chosen = {(each.number, each.heading): each.kind for each in said}
    columns = []
    for number, (title, kind, each) in enumerate(zip(titles, kinds, texts, strict=True), start=1):
        if title or each:
            by_person = chosen.get((number, title)) or chosen.get((number, ""))
            columns.append(Column(number, title, by_person or kind, _some(each)))
    return columns


def question(columns: Sequence[Column]) -> str:
    """Return what a person has to say before a list can be read; empty if nothing.

    Args:
        columns: of a list that has people.
    """
    if any(column.kind is None for column in columns):
        return t(
            fr="La liste ne dit pas ce que contient chaque colonne. Choisissez-le ci-dessous ; "
            "rien n’est créé avant que vous ayez vu le résultat.",
            en="The list does not say what each column holds. Choose it below; nothing is "
            "created before you have seen the result.",
        )
    filled = Counter(column.kind for column in columns if column.texts)
    for kind, words in KINDS.items():
        if kind not in ("ignored", "civility") and filled[kind] > 1:
            return t(
                fr=f"« {words.fr} » est choisi pour deux colonnes. Pour l’une des deux, "
                f"choisissez « {KINDS['ignored'].fr} » ou ce qu’elle contient.",
                en=f"“{words.en}” is chosen for two columns. For one of them, choose "
                f"“{KINDS['ignored'].en}” or what it holds.",
            )
    whole = sum(filled[order] for order in ORDERS)
    apart = filled["last_name"] + filled["birth_name"] + filled["first_name"]
    if whole > 1 or (whole and apart):
        return t(
            fr="Choisissez ou bien une colonne pour le nom et une pour le prénom, ou bien une "
            "seule colonne qui contient les deux.",
            en="Choose either one column for the last name and one for the first name, or a "
            "single column that holds both.",
        )
    if not any(filled[kind] for kind in SURNAMES):
        return t(
            fr="Il manque la colonne du nom : choisissez « Nom » pour celle qui le contient.",
            en="The column of the last name is missing: choose “Last name” for the one with it.",
        )
    return ""


def _by_heading(cell: str) -> Kind | None:
    wanted = words_of(cell)
    return next((kind for kind, names in _HEADINGS.items() if wanted in names), None)


def _by_look(texts: Sequence[str]) -> Kind | None:
    """Return what a column without a heading can only be."""
    if not texts:
        return "ignored"
    if all(map(_ADDRESS.fullmatch, texts)):
        return "email"
    return "civility" if all(words_of(text) in CIVILITIES for text in texts) else None


def _settled(kinds: Sequence[Kind], texts: Sequence[Sequence[str]]) -> list[Kind | None]:
    """Return what headings say of their columns; None where they leave a doubt."""
    filled = Counter(kind for kind, each in zip(kinds, texts, strict=True) if each)
    first, last = filled["first_name"], filled["last_name"] + filled["birth_name"]
    whole = sum(filled[order] for order in ORDERS)

    def settled(kind: Kind, texts: Sequence[str]) -> Kind | None:
        if kind in ("ignored", "civility"):
            return kind
        if not texts:
            return "ignored" if filled[kind] else kind
        if filled[kind] > 1:
            return None
        if kind in ORDERS:
            if first and last:
                return "ignored"
            if first or last or whole > 1:
                return None
            return kind if kind != "name_in_capitals" else _told_by_capitals(texts)
        if kind == "last_name" and "first_name" not in kinds and any(" " in each for each in texts):
            # "Nom" alone, over "DUPONT Jean".
            return None if whole else _told_by_capitals(texts)
        return kind

    return [settled(kind, each) for kind, each in zip(kinds, texts, strict=True)]


def _told_by_capitals(texts: Sequence[str]) -> Kind | None:
    return "name_in_capitals" if all(parts(text, "name_in_capitals") for text in texts) else None


def _some(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the first different texts that can be shown, none too long."""
    different = list(dict.fromkeys(filter(is_readable, texts)))
    return tuple(
        text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
        for text in different[:_SHOWN_TEXTS]
    )
