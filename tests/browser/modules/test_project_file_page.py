"""The project file on its page: written, kept, warned about, figured and taken away."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

TESTS = Path(__file__).parents[2]
CRANE = TESTS / "courseware" / "courses" / "quay" / "crane-order"
PARTS = TESTS / "courseware" / "project_file" / "parts.yaml"

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A course of one module, which asks for all parts of a file."""
    module = tmp_path / "courses" / "dock" / "crane-order"
    module.mkdir(parents=True)
    words = CRANE.parents[1] / "glossary.yaml"
    (tmp_path / "courses" / "glossary.yaml").write_bytes(words.read_bytes())
    (module / "module.yaml").write_bytes((CRANE / "module.yaml").read_bytes())
    notebook = json.loads((CRANE / "crane-order.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if "import page" in source:
            cell["source"] = source.replace("import page", "import explorers, page, project_file")
        elif "cameras()" in source:
            cell["source"] = 'project_file.figure("hall", explorers.nines())'
        elif "broken()" in source:
            cell["source"] = "project_file.part()"
    (module / "crane-order.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    text = {"fr": "Un projet", "en": "A project"}
    parts = [
        {**copy.deepcopy(part), "module": "crane-order"}
        for part in yaml.safe_load(PARTS.read_text(encoding="utf-8"))
    ]
    course = {
        "id": "dock",
        "title": text,
        "summary": text,
        "modules": ["crane-order"],
        "project_file": parts,
    }
    (module.parent / "course.yaml").write_text(
        yaml.safe_dump(course, allow_unicode=True), encoding="utf-8"
    )
    return tmp_path / "courses"


def reopened(page: Page) -> None:
    """Load the page again and wait for the file."""
    page.reload()
    expect(page.get_by_label("La plainte")).to_be_visible()


def test_a_file_is_written_warned_about_taken_away_and_keeps_what_was_not_sent(
    preview: Previews, courses: Path
) -> None:
    page = preview("dock-crane-order", "--courses", str(courses))
    complaint = page.get_by_label("La plainte")
    complaint.fill("Deux ordres perdus par poste. La 5G est sûre.")
    complaint.press("Tab")
    field = page.locator(".c5g-file-field", has=complaint)
    expect(field.get_by_text("Enregistré.")).to_be_visible()
    expect(field.locator("q")).to_have_text("La 5G est sûre.")

    lines = page.locator(".c5g-file-field", has_text="Les exigences")
    lines.get_by_role("button", name="Ajouter une ligne").click()
    second = lines.get_by_role("group", name="Ligne 2")
    second.get_by_label("De", exact=True).fill("la tablette")
    second.get_by_label("De", exact=True).press("Tab")
    expect(lines.locator("q").first).to_have_text("la tablette")

    predict(page.locator(".c5x-prediction").first, "Une dizaine de fois")
    page.get_by_role("button", name="Mettre dans mon dossier").click()
    expect(page.get_by_text("La figure est dans votre dossier.")).to_be_visible()
    expect(page.get_by_role("img", name="Arrêts par poste selon les pertes")).to_be_visible()

    assert_fits_and_is_accessible(page)
    reopened(page)
    expect(page.get_by_label("La plainte")).to_have_value(
        "Deux ordres perdus par poste. La 5G est sûre."
    )
    expect(page.get_by_role("group", name="Ligne 2").get_by_label("De", exact=True)).to_have_value(
        "la tablette"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    assert download.value.suggested_filename == "dossier-de-projet.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    # As when the connection is gone: the browser has the words, the kernel does not.
    page.evaluate(
        "localStorage.setItem(`campus5g:${location.pathname}:file:complaint`, "
        "JSON.stringify('Une heure perdue.'))"
    )
    reopened(page)
    expect(page.get_by_label("La plainte")).to_have_value("Une heure perdue.")
    expect(field.get_by_text("Enregistré.")).to_be_visible()


def test_what_is_typed_in_one_tab_stands_in_the_other_and_neither_loses_any(
    preview: Previews, courses: Path
) -> None:
    first = preview("dock-crane-order", "--courses", str(courses))
    second = first.context.new_page()
    second.goto(first.url)
    complaint, theirs = first.get_by_label("La plainte"), second.get_by_label("La plainte")
    expect(complaint).to_be_visible()
    expect(theirs).to_be_visible()

    complaint.fill("Deux ordres perdus par poste")
    expect(theirs).to_have_value("Deux ordres perdus par poste")
    theirs.press("End")
    theirs.press_sequentially(", le matin")

    expect(complaint).to_have_value("Deux ordres perdus par poste, le matin")
    for page in (first, second):
        field = page.locator(".c5g-file-field", has=page.get_by_label("La plainte"))
        expect(field.get_by_text("Enregistré.")).to_be_visible()
    reopened(first)
    expect(complaint).to_have_value("Deux ordres perdus par poste, le matin")
