"""Personnel files as offices keep them: each is imported right or asked about, none is guessed.

Their people and companies are invented.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select
from sqlalchemy.orm import Session
from tiny_site import person

from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolling.columns import Choice, Kind
from campus5g.site.teaching.enrolling.enrolment import Preview, enrol, preview
from campus5g.site.teaching.enrolling.learner_list import decoded, read_list

FILES = Path(__file__).with_name("personnel_files")

# As they are enrolled: first name, last name, employer, e-mail, account.
IMPORTED = {
    # Windows' encoding, semicolons, empty lines, particles, both apostrophes, œ and ç.
    "port.csv": """
        Léa | D'Hondt | Manutention du Quai Ouest | | lea-d-hondt
        Jean-Baptiste | de La Fontaine | Manutention du Quai Ouest | | jean-baptiste-de-la-fontaine
        Luc | van den Berghe | Remorquage des Flandres | | luc-van-den-berghe
        Françoise | d’Hérouville | Remorquage des Flandres | | francoise-d-herouville
        Anaïs | Le Bœuf | Grues & Portiques du Nord | | anais-le-boeuf
        Noël | Lœuillet-Garçon | Grues & Portiques du Nord | | noel-loeuillet-garcon
    """,
    # UTF-8 with its mark, twelve columns, two people of one name.
    "steelworks.csv": """
        Éric | VANHOUTTE | Aciérie des Dunes | eric.vanhoutte@acierie.example | eric-vanhoutte
        Soazic | DELBECQ | Aciérie des Dunes | s.delbecq@acierie.example | soazic-delbecq
        Pascal | DUPONT | Aciérie des Dunes | | pascal-dupont
        Pascal | DUPONT | Aciérie des Dunes | | pascal-dupont-2
        Aïssatou | N’DIAYE | Intérim Littoral | aissatou.ndiaye@interim.example | aissatou-n-diaye
    """,
    # "Unicode text": UTF-16 and tabs, with quotation marks in a name.
    "unicode_text.txt": """
        Gaël | Coquelle | Chantiers du Bassin "Est" | gael@chantiers.example | gael-coquelle
        Zofia | Łukasiewicz | Chantiers de la Digue | zofia@chantiers.example | zofia-lukasiewicz
        Haruka | Ōno | Chantiers de la Digue | | haruka-ono
    """,
    # Commas between cells, and in one.
    "english.csv": """
        Siobhán | O'Brien | Harbour Logistics, Calais | s.obrien@harbour.example | siobhan-o-brien
        Lily | Smith-Devos | Harbour Logistics, Calais | lily@harbour.example | lily-smith-devos
    """,
    # One column for both names, of which one has no capitals: it is asked about.
    "capitals.csv": """
        Jean Marc | DE LA FONTAINE | Sucrerie de l’Aa | | jean-marc-de-la-fontaine
        Luc | van den BERGHE | Sucrerie de l’Aa | | luc-van-den-berghe
        Aude | d’HÉROUVILLE | Minoterie du Canal | | aude-d-herouville
        Anne-Sophie | LE BŒUF | Minoterie du Canal | | anne-sophie-le-boeuf
    """,
    # The name in use before that of birth, which comes first.
    "birth_names.csv": """
        Maïté | Ryckebusch-Petit | Huilerie de la Côte | m.r@cote.example | maite-ryckebusch-petit
        Benoît | Vermeersch | Huilerie de la Côte | benoit@cote.example | benoit-vermeersch
    """,
    # An address in two spellings, a line twice, and a namesake elsewhere.
    "repeated.csv": """
        Sacha | Blondeel | Verrerie du Marais | sacha.blondeel@verrerie.example | sacha-blondeel
        Nora | Cuvelier | Verrerie du Marais | | nora-cuvelier
        Nora | Cuvelier | Laiterie des Moëres | | nora-cuvelier-2
    """,
    # A title above the headings, an empty row, dates.
    "workbook.xlsx": """
        Cécile | D’Halluin | Quai des Charbons | | cecile-d-halluin
        François | Wyckaert | Quai des Charbons | | francois-wyckaert
        Maëlle | Œuvrard | Intérim Littoral | | maelle-oeuvrard
    """,
}
LINES_ASKED_ABOUT = {
    "capitals.csv": {6: "Où est le nom de famille dans « de La Fontaine Jean » ?"},
    "repeated.csv": {3: "Déjà à la ligne 2 de la liste.", 6: "Déjà à la ligne 5 de la liste"},
}
LINES_TO_READ = {
    "steelworks.csv": {5: "Même nom qu’à la ligne 4 : deux personnes ?"},
    "repeated.csv": {7: "Même nom qu’à la ligne 5 : deux personnes ?"},
}
NOT_KEPT = {
    "steelworks.csv": (
        *("Matricule", "Civilité", "Date de naissance", "Service", "Poste", "Site"),
        *("Téléphone", "Entrée"),
    ),
    "port.csv": ("Civilité",),
    "english.csv": ("Start date",),
    "capitals.csv": ("Date d’entrée",),
    "workbook.xlsx": ("N°", "Entrée"),
}

# What is chosen, column by column, in answer to the question; and who is enrolled then.
ASKED: dict[str, tuple[tuple[Kind, ...], str]] = {
    # Without headings, the last name first.
    "last_first.csv": (
        ("last_name", "first_name"),
        """
        Élodie | DUPONT | | | elodie-dupont
        Élodie | Lefèvre | | | elodie-lefevre
        Camille | Martin | | | camille-martin
        """,
    ),
    "everything_without_headings.csv": (
        ("civility", "first_name", "last_name", "email", "employer"),
        """
        Inès | Vasseur | Terminal des Hauts | ines.vasseur@quai.example | ines-vasseur
        Théo | Ringot | Terminal des Hauts | theo.ringot@quai.example | theo-ringot
        Maël | Declerck | Vigie, Phare et Bouées | mael.declerck@quai.example | mael-declerck
        """,
    ),
    # Both names in one column, in an order that its heading does not say; one is asked about.
    "whole_names.csv": (
        ("first_last", "employer", "ignored"),
        """
        Florence | Thomas | Énergie du Large | | florence-thomas
        Gérard | Vincent | Énergie du Large | | gerard-vincent
        """,
    ),
    # Two headings that mean the last name.
    "two_last_names.csv": (
        ("ignored", "last_name", "first_name"),
        """
        Ève | Debruyne-Caron | | | eve-debruyne-caron
        Loïc | Facon | | | loic-facon
        """,
    ),
}


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Session]:
    database = new_records(tmp_path / "records.sqlite")
    with database.session() as records:
        tina = person("tina", "trainer")
        records.add(CohortRecord(id="quay", title="Quai", language="fr", trainers=[tina]))
    with database.session() as records:
        yield records
    database.close()


def previewed(records: Session, text: str, said: tuple[Choice, ...] = ()) -> Preview:
    cohort = records.get_one(CohortRecord, "quay")
    return preview(records, cohort, read_list(text, said), cohort.trainers[0])


def enrolled_after(records: Session, found: Preview) -> list[tuple[str, ...]]:
    """Confirm a preview as the page does; return the identities that are kept."""
    cohort = records.get_one(CohortRecord, "quay")
    enrol(records, cohort, previewed(records, found.as_list()))
    return [
        (who.first_name, who.last_name, who.employer, who.email, each.person.name)
        for each in cohort.enrolments
        if (who := each.person.identity)
    ]


def people(text: str) -> list[tuple[str, ...]]:
    lines = text.strip().splitlines()
    return [tuple(each.strip() for each in line.split("|")) for line in lines]


def plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_every_file_is_imported_or_asked_about() -> None:
    kept = {file.name for file in FILES.iterdir() if not file.name.startswith(".")}

    assert kept == IMPORTED.keys() | ASKED.keys()


@pytest.mark.parametrize("name", IMPORTED)
def test_a_file_that_says_what_it_holds_is_imported_as_it_is_written(
    name: str, records: Session
) -> None:
    found = previewed(records, decoded((FILES / name).read_bytes()))

    assert found.read.question == ""
    assert records.scalars(select(Person.name)).all() == ["tina"]
    assert enrolled_after(records, found) == people(IMPORTED[name])


@pytest.mark.parametrize("name", IMPORTED)
def test_what_is_left_out_is_told(name: str, records: Session) -> None:
    found = previewed(records, decoded((FILES / name).read_bytes()))

    problems = {line.number: plain_spaces(line.problem) for line in found.problems}
    remarks = {line.number: plain_spaces(line.remark) for line in found.remarks}
    for told, expected in ((problems, LINES_ASKED_ABOUT), (remarks, LINES_TO_READ)):
        assert told.keys() == expected.get(name, {}).keys()
        assert all(told[number].startswith(text) for number, text in expected.get(name, {}).items())
    kinds = ("ignored", "civility")
    not_kept = tuple(column.title for column in found.read.columns if column.kind in kinds)
    assert not_kept == NOT_KEPT.get(name, ())


@pytest.mark.parametrize("name", ASKED)
def test_a_file_that_leaves_a_doubt_enrols_nobody_until_a_person_has_said(
    name: str, records: Session
) -> None:
    kinds, expected = ASKED[name]
    text = decoded((FILES / name).read_bytes())

    asked = previewed(records, text)
    columns = asked.read.columns
    said = [
        Choice(column.number, column.heading, kind)
        for column, kind in zip(columns, kinds, strict=True)
    ]
    answered = previewed(records, text, tuple(said))

    assert (asked.lines, bool(asked.read.question)) == ([], True)
    assert all(column.texts for column in columns)
    assert answered.read.question == ""
    assert enrolled_after(records, answered) == people(expected)
