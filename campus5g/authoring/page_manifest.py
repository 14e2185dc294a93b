"""What is released beside an awareness module's notebook for its page."""

from collections.abc import Sequence

from campus5g.authoring.catalogue import Module, project_file_of, site_sheet_of
from campus5g.authoring.glossary import words_of
from campus5g.authoring.notebooks import read_notebook
from campus5g.courseware.page.manifest import Neighbour, PageManifest
from campus5g.manifest import manifest_text


def page_manifest(module: Module, cohort: Sequence[Module]) -> PageManifest:
    """Return what a module's page shows to a cohort that learns these modules in this order.

    It does not contain how the module is graded.

    Raises:
        ManifestError: the glossary is not sound.
        ValueError: the module is a lab.
    """
    if module.course is None:
        raise ValueError(f"{module.id} is a lab: it has no page.")
    pages = [each for each in cohort if each.course]
    place = pages.index(module)
    return PageManifest(
        id=module.id,
        course=module.course.title,
        title=module.manifest.title,
        summary=module.manifest.summary,
        minutes=module.manifest.minutes,
        objectives=module.manifest.objectives,
        previous=_neighbour(pages[place - 1]) if place else None,
        next=_neighbour(pages[place + 1]) if place + 1 < len(pages) else None,
        later=[_neighbour(each) for each in pages[place + 2 :]],
        sources=module.manifest.sources,
        glossary=words_of(read_notebook(module.notebook), module),
        sheet=site_sheet_of(module.course),
        file=project_file_of(module.course),
    )


def as_yaml(manifest: PageManifest) -> str:
    """Return the file's text."""
    return manifest_text(manifest.model_dump(mode="json"))


def _neighbour(module: Module) -> Neighbour:
    return Neighbour(id=module.id, title=module.manifest.title)
