"""Lists of learners as spreadsheets save them and people paste them."""

import contextlib
import io
import zipfile
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from campus5g.site.teaching.enrolling.columns import Choice, Kind
from campus5g.site.teaching.enrolling.learner_list import (
    LARGEST_FILE,
    LearnerList,
    ListError,
    Row,
    decoded,
    read_list,
    write_list,
)
from campus5g.site.teaching.enrolling.workbook import LARGEST_UNPACKED

FRENCH = "Civilité;Nom;Prénom;Employeur;Courriel\r\nMme;D’Hondt;Léa;Acier & Cie;lea@exemple.fr\r\n"


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rewritten(content: bytes, name: str, start: str) -> bytes:
    """Return a workbook with text after the XML declaration of one of its files."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for each in old.namelist():
            data = old.read(each)
            new.writestr(each, start.encode() + data if each == name else data)
    return made.getvalue()


def kinds(read: LearnerList) -> list[Kind | None]:
    return [column.kind for column in read.columns]


def choices(*kinds: Kind | Literal[""]) -> list[Choice]:
    """Return what a person says of the columns of a list without headings."""
    return [Choice(number, "", kind) for number, kind in enumerate(kinds, start=1)]


def people(text: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (row.first_name, row.last_name, row.email, row.account, row.employer)
        for row in read_list(text).rows
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_as_excel_or_an_editor_wrote_it(encoding: str) -> None:
    read = people(decoded(FRENCH.encode(encoding)))

    assert read == [("Léa", "D’Hondt", "lea@exemple.fr", "", "Acier & Cie")]


def test_excels_unicode_text_is_read_in_either_byte_order() -> None:
    text = FRENCH.replace(";", "\t")

    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert people(decoded(mark + text.encode(encoding)))[0][:2] == ("Léa", "D’Hondt")


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_that_cannot_be_read_is_refused_with_the_way_to_save_it(start: bytes) -> None:
    with pytest.raises(ListError) as refused:
        decoded(start + b"\x00" * 100)

    assert "Classeur Excel (.xlsx)" in refused.value.remedy


def test_a_workbook_is_read_as_the_list_that_it_shows() -> None:
    rows = [
        ["Liste des stagiaires"],
        [],
        ["Civilité", "Nom", "Prénom", "Employeur", "Identifiant"],
        ["Mme", "D’Hondt", "Léa", "Acier ; usine 2", 4021.0],
        ["M.", "Bon", "Jean\nPaul", 'Port "Est"', None],
    ]

    text = decoded(workbook(rows))

    assert people(text) == [
        ("Léa", "D’Hondt", "", "4021", "Acier ; usine 2"),
        ("Jean Paul", "Bon", "", "", 'Port "Est"'),
    ]
    assert [row.number for row in read_list(text).rows] == [4, 5]


def test_the_first_visible_sheet_with_text_is_read() -> None:
    book = Workbook()
    book.active.title = "vide"
    hidden, shown, after = (book.create_sheet(name) for name in ("cachée", "liste", "après"))
    hidden.sheet_state = "hidden"
    for sheet, name in ((hidden, "Secret"), (shown, "Petit"), (after, "Autre")):
        sheet.append(["Nom", "Prénom"])
        sheet.append([name, "Léa"])

    assert people(decoded(saved(book)))[0][:2] == ("Léa", "Petit")


def test_an_entity_in_a_workbook_is_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    content = rewritten(workbook([["Nom"], ["Petit"]]), "xl/worksheets/sheet1.xml", bomb)

    with pytest.raises(ListError, match="ne peut pas être lu"):
        decoded(content)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (LARGEST_UNPACKED + 1))

    with pytest.raises(ListError, match="trop de choses"):
        decoded(content.getvalue())


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_breaks_the_reader(place: int, damage: bytes) -> None:
    content = workbook([["Nom", "Prénom"], ["Petit", "Léa"]])
    place %= len(content)

    with contextlib.suppress(ListError):
        read_list(decoded(content[:place] + damage + content[place + len(damage) :]))


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ListError, match="256"):
        decoded(b"x" * (LARGEST_FILE + 1))


@pytest.mark.parametrize(
    "text",
    [
        "Nom;Prénom;Employeur;Courriel;Identifiant\nPetit;Léa;Acier;l@x.fr;lea",
        "prenom,NOM,entreprise,e-mail,compte\nLéa,Petit,Acier,l@x.fr,lea",
        "Employer\tLast name\tFirst Name\tE-mail address\tUsername\nAcier\tPetit\tLéa\tl@x.fr\tlea",
        "sep=;\nListe des stagiaires;;;;\n\nSociété;Identifiant;Nom et prénom;Mail\n"
        "Acier;lea;PETIT Léa;l@x.fr",
        "Stagiaire;Entreprise;Adresse e-mail;Login\nMme PETIT Léa;Acier;l@x.fr;lea",
    ],
)
def test_headings_tell_the_columns_whatever_their_order_and_spelling(text: str) -> None:
    [(first, last, *others)] = people(text)

    assert (first, last.capitalize(), *others) == ("Léa", "Petit", "l@x.fr", "lea", "Acier")


def test_columns_that_are_not_understood_are_named() -> None:
    read = read_list("Civilité;Nom;Prénom;Téléphone;Poste\nM.;Bon;Jean;03 28;soudeur")

    assert kinds(read) == ["civility", "last_name", "first_name", "ignored", "ignored"]
    assert [column.title for column in read.columns[3:]] == ["Téléphone", "Poste"]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("NOM", "PRENOM"),
        ("Nom de famille", "Prénom(s)"),
        ("Nom d’usage", "Prénoms"),
        ("nom d'usage", "prénom usuel"),
        ("Nom usuel", "Prénom"),
        ("Patronyme", "Prénom"),
        ("Last name", "First name"),
        ("Surname", "Given name"),
        ("Family Name", "Forename"),
    ],
)
@pytest.mark.parametrize("order", ["{last};{first}\nPetit;Léa", "{first};{last}\nLéa;Petit"])
def test_no_spelling_of_the_headings_swaps_the_names(last: str, first: str, order: str) -> None:
    assert people(order.format(last=last, first=first))[0][:2] == ("Léa", "Petit")


def test_headings_stand_on_the_line_that_has_the_most_of_them() -> None:
    assert people("Nom;Formation 5G\nPrénom;Nom;Employeur\nLéa;Petit;Port") == [
        ("Léa", "Petit", "", "", "Port")
    ]


def test_a_list_without_headings_asks_what_its_columns_hold() -> None:
    read = read_list("Mme;PETIT;Léa;l@x.fr;;lea\nM.;BON;Jean;;;jean")

    assert read.question
    assert kinds(read) == ["civility", None, None, "email", None]
    assert [column.title for column in read.columns] == [
        f"Colonne {number}" for number in (1, 2, 3, 4, 6)
    ]
    assert read.columns[1].texts == ("PETIT", "BON")
    assert {row.last_name for row in read.rows} == {""}


def test_what_a_person_says_of_the_columns_is_read() -> None:
    said = choices("last_name", "first_name", "account", "employer")

    [row] = read_list("PETIT;Léa;lea;Port", said).rows

    assert (row.first_name, row.last_name, row.account, row.employer) == (
        *("Léa", "PETIT"),
        *("lea", "Port"),
    )


def test_what_was_said_of_a_column_counts_until_it_has_another_heading() -> None:
    said = [Choice(1, "Agent", "ignored"), Choice(2, "Service", "employer")]

    read = read_list("Nom;Service;Prénom\nPetit;Port;Léa", said)

    assert kinds(read) == ["last_name", "employer", "first_name"]


@pytest.mark.parametrize(
    "chosen",
    [
        ("last_name", "last_name"),
        ("last_first", "first_name"),
        ("first_name", "ignored"),
        ("last_name", ""),
    ],
)
def test_what_a_person_says_may_leave_a_question(chosen: tuple[Kind, Kind]) -> None:
    assert read_list("Petit;Léa", choices(*chosen)).question


@pytest.mark.parametrize(
    "text",
    [
        "Nom;Employeur\nPetit Léa;Port",
        "Stagiaire\nLéa Petit",
        "Name;First name\nPetit;Léa",
        "Nom;Nom usuel;Prénom\nPetit;Grand;Léa",
        "Agent de production;Prénom\nPetit;Léa",
        "Léa;Petit;stagiaire",
    ],
)
def test_headings_that_leave_a_doubt_are_asked_about(text: str) -> None:
    assert read_list(text).question


def test_a_column_that_repeats_the_names_is_left_aside() -> None:
    assert people("Nom complet;Nom;Prénom\nLéa Petit;Petit;Léa")[0][:2] == ("Léa", "Petit")


def test_a_first_line_of_unknown_headings_is_no_person_once_that_is_said() -> None:
    text = "Zunaam;Roepnaam\nPetit;Léa"
    said = choices("last_name", "first_name")

    assert len(read_list(text, said).rows) == 2
    read = read_list(text, said, first_has_headings=True)
    assert [(row.first_name, row.last_name) for row in read.rows] == [("Léa", "Petit")]
    assert [column.title for column in read.columns] == ["Zunaam", "Roepnaam"]


@pytest.mark.parametrize("separator", [";", ", ", "\t"])
def test_any_common_separator_is_accepted(separator: str) -> None:
    assert people(f"Prénom{separator}Nom\nLéa{separator}Petit")[0][:2] == ("Léa", "Petit")


def test_a_line_with_more_cells_than_headings_is_not_taken_apart() -> None:
    [row] = read_list("Nom,Prénom,Employeur\nPetit,Léa,Acier, laminage").rows

    assert row.is_too_long


def test_a_line_break_in_quotation_marks_does_not_split_a_row() -> None:
    read = read_list('Nom;Prénom;Employeur\n"Petit";Léa;"Acier\nusine 2"\nBon;Jean;Port')

    assert [(row.number, row.employer) for row in read.rows] == [(2, "Acier usine 2"), (4, "Port")]


def test_a_quotation_mark_without_its_other_does_not_swallow_the_rest() -> None:
    assert [row[:2] for row in people('Prénom;Nom\n"Léa;Petit\nJean;Bon')] == [
        ("Léa", "Petit"),
        ("Jean", "Bon"),
    ]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_list(text)


_CELL = st.from_regex(r"[A-Za-zÀ-ÿ@=\"';,.-]{1,12}( [A-Za-z]{1,5})?", fullmatch=True)


@given(st.lists(st.builds(Row, st.just(0), _CELL, _CELL, _CELL, _CELL, _CELL), max_size=5))
def test_a_list_that_was_written_reads_the_same(rows: list[Row]) -> None:
    read = read_list(write_list(rows)).rows

    wrote = [(r.first_name, r.last_name, r.email, r.account, r.employer) for r in rows]
    assert [(r.first_name, r.last_name, r.email, r.account, r.employer) for r in read] == wrote
