"""The author's commands ``new``, ``check`` and ``preview``: thin, `campus5g.authoring` works."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.commands.printing import console
from campus5g.language import Language

if TYPE_CHECKING:
    from campus5g.authoring.trials.inspection import Report

authoring = typer.Typer()
new = typer.Typer(
    help="Create a module, a lab or a course from a skeleton that passes `campus5g check`.",
    epilog="Examples: campus5g new module essentials/antennas · campus5g new lab first-capture · "
    "campus5g new course logistics",
    no_args_is_help=True,
)
authoring.add_typer(new, name="new")


CoursesFolder = Annotated[Path | None, typer.Option(help="Folder of courses [those of Campus 5G].")]


@authoring.command(
    epilog="Examples: campus5g check · campus5g check courses/essentials/why-5g --json · "
    "campus5g check labs --fix"
)
def check(
    path: Annotated[
        str | None,
        typer.Argument(
            help="Folder of a module, a course, courses or labs; or a module's id [everything]."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print data for a program to read.")
    ] = False,
    static: Annotated[
        bool, typer.Option("--static", help="Read only, run nothing; takes a moment.")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Bring notebooks into normal form, and draw the parts in figures."
        ),
    ] = False,
) -> None:
    """Check modules and show what to fix and how; exit code 1 if there is anything to fix.

    Each module is run in both languages, as released and as solved, unless --static is given.
    """
    from campus5g.authoring.chosen import chosen_modules
    from campus5g.authoring.own_content import own
    from campus5g.authoring.trials.inspection import inspect

    chosen = chosen_modules(path)
    for module in chosen.modules if fix else ():
        own(module.folder)
    reports = []
    for report in inspect(chosen, run=not static, fix=fix):
        reports.append(report)
        if not as_json:
            _print_report(report)
    if as_json:
        data = [each for report in reports for each in report.as_data()]
        print(json.dumps(data, ensure_ascii=False, indent=2))
    if any(report.findings for report in reports):
        raise typer.Exit(1)


@authoring.command(
    epilog="Examples: campus5g preview essentials-why-5g --lang en · "
    "campus5g preview essentials-why-5g --draw another"
)
def preview(
    module: Annotated[str, typer.Argument(help="Id of an awareness module.")],
    language: Annotated[
        Language, typer.Option("--lang", "--language", help="Language to show.")
    ] = "fr",
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    draw: Annotated[
        str, typer.Option(help="Name of a draw for authors; another name is another draw.")
    ] = "preview",
    courses: CoursesFolder = None,
) -> None:
    """Show a module as learners see it; reload it when you save, until Ctrl-C."""
    from campus5g import places
    from campus5g.authoring.preview.preview import preview as show

    def tell(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    folder = courses or places.COURSES
    show(module, language, folder, port=port, open_browser=browser, draw=draw, tell=tell)


@new.command("module", epilog="Example: campus5g new module essentials/antennas")
def new_module(
    name: Annotated[str, typer.Argument(help="Course and module: essentials/antennas.")],
    courses: CoursesFolder = None,
) -> None:
    """Create an awareness module at the end of a course."""
    from campus5g import places
    from campus5g.authoring.new import new_module as make
    from campus5g.authoring.own_content import own

    folder = make(name, own(courses or places.COURSES))
    _print_next_steps(folder, _preview(name.replace("/", "-"), courses))


@new.command("course", epilog="Example: campus5g new course logistics")
def new_course(
    name: Annotated[str, typer.Argument(help="Name of the course: logistics.")],
    courses: CoursesFolder = None,
) -> None:
    """Create a course with a first module."""
    from campus5g import places
    from campus5g.authoring.new import new_course as make
    from campus5g.authoring.own_content import own

    folder = make(name, own(courses or places.COURSES))
    _print_next_steps(folder, _preview(f"{name}-first-module", courses))


@new.command("lab", epilog="Example: campus5g new lab first-capture")
def new_lab(
    name: Annotated[str, typer.Argument(help="Name of the lab: first-capture.")],
    labs: Annotated[Path | None, typer.Option(help="Folder of labs [those of Campus 5G].")] = None,
) -> None:
    """Create a lab."""
    from campus5g import places
    from campus5g.authoring.new import new_lab as make
    from campus5g.authoring.own_content import own

    folder = make(name, own(labs or places.LABS))
    _print_next_steps(folder, "jupyter lab")


@new.command(
    "scene", epilog="Examples: campus5g new scene essentials/antennas · campus5g new scene latency"
)
def new_scene(
    name: Annotated[str, typer.Argument(help="Course and module, essentials/antennas; or a lab.")],
    courses: CoursesFolder = None,
    labs: Annotated[Path | None, typer.Option(help="Folder of labs [those of Campus 5G].")] = None,
) -> None:
    """Create the drawing that opens a module or a lab, to be composed of other parts."""
    from campus5g import places
    from campus5g.authoring.catalogue import catalogue, find_module
    from campus5g.authoring.new import new_scene as make
    from campus5g.authoring.own_content import own

    known = catalogue(courses or places.COURSES, labs or places.LABS)
    module = find_module(name.replace("/", "-"), known)
    own(module.folder)
    file = make(module)
    console.print(f"[green]✓[/] {_from_here(file)}", highlight=False, soft_wrap=True)
    elsewhere = "".join(
        f" --{kind} {_from_here(folder.resolve())}"
        for kind, folder in (("courses", courses), ("labs", labs))
        if folder
    )
    see_it = f"campus5g look {module.id}{elsewhere}"
    console.print(f"  See it:   {see_it}", highlight=False, soft_wrap=True)
    console.print(
        f"  Check it: campus5g check {_from_here(module.folder)} --static",
        highlight=False,
        soft_wrap=True,
    )


@authoring.command(
    epilog="Examples: campus5g look · campus5g look essentials-why-5g · "
    "campus5g look --output look.html"
)
def look(
    module: Annotated[
        str | None, typer.Argument(help="Id of a module or a lab: its scene only, large.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the page into a file instead of showing it.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    courses: CoursesFolder = None,
    labs: Annotated[Path | None, typer.Option(help="Folder of labs [those of Campus 5G].")] = None,
) -> None:
    """Show the look of drawings: tones, parts, and scenes as they are saved, until Ctrl-C."""
    from campus5g import places
    from campus5g.authoring.catalogue import Module, catalogue, find_module
    from campus5g.authoring.preview.specimen import SpecimenServer, specimen

    def chosen() -> list[Module]:
        known = catalogue(courses or places.COURSES, labs or places.LABS)
        return [find_module(module, known)] if module else known

    page = specimen(chosen())
    if output:
        output.write_text(page, encoding="utf-8")
        console.print(f"[green]✓[/] {output}", highlight=False, soft_wrap=True)
        return
    server = SpecimenServer(lambda: specimen(chosen()), port)
    console.print(
        f"The look is at {server.address} (Ctrl-C ends it). Reload the page after each change.",
        highlight=False,
        soft_wrap=True,
    )
    server.run(open_browser=browser)


def _preview(module: str, courses: Path | None) -> str:
    elsewhere = f" --courses {_from_here(courses.resolve())}" if courses else ""
    return f"campus5g preview {module}{elsewhere}"


def _print_next_steps(folder: Path, see_it: str) -> None:
    console.print(f"[green]✓[/] {_from_here(folder)}", highlight=False, soft_wrap=True)
    console.print(f"  See it:   {see_it}", highlight=False, soft_wrap=True)
    console.print(
        f"  Check it: campus5g check {_from_here(folder)}", highlight=False, soft_wrap=True
    )


def _print_report(report: "Report") -> None:
    def show(text: str, style: str = "") -> None:
        console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)

    if not report.findings:
        console.print(f"[green]✓[/] {report.name}", highlight=False)
    else:
        to_fix = f"{len(report.findings)} to fix"
        console.print(f"[bold red]✗[/] {report.name}: {to_fix}", highlight=False)
    if report.figures:
        show(f"  {report.figures}", "dim")
    by_file: dict[Path, list[str]] = {}
    for file, finding in ((report.file_of(each), each) for each in report.findings):
        where = "" if finding.cell is None else f"Cell {finding.cell} ({finding.cell_id}): "
        by_file.setdefault(file, []).append(f"{where}{finding.problem}\n      {finding.remedy}")
    for file, lines in by_file.items():
        show(f"  {_from_here(file)}", "dim")
        for line in lines:
            show(f"    {line}")


def _from_here(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
