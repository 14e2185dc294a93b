"""The module of the page's tests: one activity works, another fails, one question is open."""

from pathlib import Path

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.languages import keep_language
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.page_manifest import page_manifest
from campus5g.courseware.page.content import PageContent, page_content
from campus5g.language import Language

COURSES = Path(__file__).parents[1] / "courses"


def crane_order() -> Module:
    return find_module("quay-crane-order", catalogue(COURSES, COURSES / "no-labs"))


def page_of(module: Module, language: Language) -> PageContent:
    """The page of a module as its release lays it out."""
    notebook = keep_language(read_notebook(module.notebook), language)
    return page_content(notebook, page_manifest(module, [module]), module.folder)
