"""The commands for a site's accounts and backups: ``accounts``, ``backup``, ``restore``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from campus5g.commands.printing import console
from campus5g.language import Language

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campus5g.site.folders import SiteFolders
    from campus5g.site.records.cohorts import CohortRecord
    from campus5g.site.records.database import Database
    from campus5g.site.records.people import Role

sites = typer.Typer(no_args_is_help=True)
accounts = typer.Typer(
    help="Manage who may sign in to a site.",
    epilog="Example: campus5g accounts add alma --role administrator",
    no_args_is_help=True,
)
sites.add_typer(accounts, name="accounts")
trainers = typer.Typer(
    help="Manage who teaches which group of a site.",
    epilog="Example: campus5g trainers add maintenance-team-b dominique",
    no_args_is_help=True,
)
sites.add_typer(trainers, name="trainers")


DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="Folder that holds all state [~/.local/share/campus5g]."),
]


@accounts.command("add", epilog="Example: campus5g accounts add alma --role administrator")
def add(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and hyphens.")],
    role: Annotated[str, typer.Option(help="learner, trainer or administrator.")] = "learner",
    language: Annotated[
        Language, typer.Option("--lang", "--language", help="Language of the account.")
    ] = "fr",
    data: DataFolder = None,
) -> None:
    """Create an account and print its pass phrase, which is not stored."""
    from campus5g.site.administration.people import NewPerson, make
    from campus5g.site.trail import SITE, note

    _, database = _site(data)
    with database.session() as records:
        phrase = make(records, NewPerson(name, _role(role), language))
        note(records, SITE, "accounts add", name, role=role)
    console.print(f"[green]✓[/] {name} ({role})", highlight=False)
    console.print(f"  Pass phrase: [bold]{phrase}[/]", highlight=False)


@accounts.command("list", epilog="Example: campus5g accounts list")
def show(data: DataFolder = None) -> None:
    """List the accounts that may sign in."""
    from campus5g.site.accounts.accounts import Accounts

    _, database = _site(data)
    table = Table("Name", "Role", "Language", box=None)
    for account in Accounts(database).all():
        table.add_row(account.name, account.role, account.language)
    console.print(table)


Group = Annotated[str, typer.Argument(help="The group, as its address on the site names it.")]
Account = Annotated[str, typer.Argument(help="The account of a trainer or an administrator.")]


@trainers.command("add", epilog="Example: campus5g trainers add maintenance-team-b dominique")
def add_to_group(group: Group, account: Account, data: DataFolder = None) -> None:
    """Let a trainer teach a group, beside those who do."""
    from campus5g.site.teaching.trainers import add_trainer
    from campus5g.site.trail import SITE, note

    _, database = _site(data)
    with database.session() as records:
        add_trainer(records, _cohort(records, group), account)
        note(records, SITE, "trainers add", group, account=account)
    console.print(f"[green]✓[/] {account} teaches {group}.", highlight=False)


@trainers.command("remove", epilog="Example: campus5g trainers remove maintenance-team-b dominique")
def remove_from_group(group: Group, account: Account, data: DataFolder = None) -> None:
    """Take a group from one of its trainers; one trainer stays."""
    from campus5g.site.teaching.trainers import remove_trainer
    from campus5g.site.trail import SITE, note

    _, database = _site(data)
    with database.session() as records:
        remove_trainer(_cohort(records, group), account)
        note(records, SITE, "trainers remove", group, account=account)
    console.print(f"[green]✓[/] {account} no longer teaches {group}.", highlight=False)


@trainers.command("list", epilog="Example: campus5g trainers list")
def show_trainers(data: DataFolder = None) -> None:
    """List the groups with their trainers."""
    from sqlalchemy import select

    from campus5g.site.records.cohorts import CohortRecord

    _, database = _site(data)
    table = Table("Group", "Title", "Trainers", box=None)
    with database.session() as records:
        for cohort in records.scalars(select(CohortRecord).order_by(CohortRecord.id)):
            names = ", ".join(each.name for each in cohort.trainers) or "–"
            table.add_row(cohort.id, cohort.title, names)
    console.print(table)


@sites.command(
    "backup",
    epilog="Examples: campus5g backup /mnt/backups/before-the-update.tar.gz --data /srv/campus · "
    "campus5g backup /mnt/backups --keep 30 --data /srv/campus",
)
def backup(
    file: Annotated[
        Path,
        typer.Argument(
            help="The backup: a file that must not exist yet, or a folder, for a dated name."
        ),
    ],
    data: DataFolder = None,
    keep: Annotated[
        int | None,
        typer.Option(
            min=1, help="In a folder: remove older backups of such names, all but this many."
        ),
    ] = None,
) -> None:
    """Write all data of a site to one private file, while the site runs."""
    from campus5g.site.backup.dated import dated_file, remove_older
    from campus5g.site.backup.making import back_up, require_room_for_backup
    from campus5g.site.records.database import Database

    many = file.is_dir()
    if keep is not None and not many:
        raise typer.BadParameter("Give a folder for the backups.", param_hint="--keep")
    file = dated_file(file) if many else file
    folders = _folders(data)
    # Before a mistyped folder gets a database.
    require_room_for_backup(folders, file)
    manifest = back_up(folders, Database.of_site(folders.records), file)
    size = file.stat().st_size / 2**20
    console.print(
        f"[green]✓[/] {len(manifest.files)} files, {size:.1f} MiB: {file}",
        highlight=False,
        soft_wrap=True,
    )
    for each in remove_older(file.parent, keep) if keep else ():
        console.print(f"  removed {each.name}", highlight=False)


@sites.command(
    "restore",
    epilog="Examples: campus5g restore campus5g.tar.gz --data /srv/campus5g · "
    "campus5g restore /mnt/backups --check",
)
def restore(
    file: Annotated[
        Path,
        typer.Argument(
            help="The backup; with --check also a folder, for its youngest dated one.", exists=True
        ),
    ],
    data: DataFolder = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check that it can be restored.")
    ] = False,
) -> None:
    """Check a backup, then restore the site from it into an empty data folder."""
    from campus5g.places import data_folder
    from campus5g.site.backup.checking import check as check_backup
    from campus5g.site.backup.restoring import restore as restore_site
    from campus5g.site.folders import SiteFolders

    if check:
        checked, manifest = check_backup(file)
        console.print(
            f"[green]✓[/] {checked} is complete: {len(manifest.files)} files of "
            f"{manifest.made_at:%Y-%m-%d %H:%M} UTC.",
            highlight=False,
            soft_wrap=True,
        )
        return
    if file.is_dir():
        raise typer.BadParameter("Give a backup, not a folder.", param_hint="FILE")
    folder = data or data_folder()
    manifest = restore_site(file, SiteFolders(folder.resolve()))
    console.print(
        f"[green]✓[/] The site of {manifest.made_at:%Y-%m-%d %H:%M} UTC is in {folder}. "
        f"Start it: campus5g start --data {folder}",
        highlight=False,
        soft_wrap=True,
    )


@sites.command("minutes", epilog="Example: campus5g minutes --data /srv/campus5g")
def minutes(data: DataFolder = None) -> None:
    """Show how long learners took over each module, beside the minutes that it states.

    Active minutes of those who handed the module in, of all groups and without names: a quarter of
    them took at most so long (¼), half of them (½, the median), three quarters (¾). From five on.
    """
    from sqlalchemy import select

    from campus5g.authoring.catalogue import catalogue
    from campus5g.site.learning.statistics.measured_minutes import measured_minutes
    from campus5g.site.records.cohorts import CohortModule, CohortRecord

    folders, database = _site(data)
    table = Table("Module", "Stated", "Learners", "¼", "½", "¾", box=None)
    with database.session() as records:
        for module in catalogue():
            groups = records.scalars(
                select(CohortRecord).join(CohortModule).where(CohortModule.module == module.id)
            ).all()
            found = measured_minutes(folders, groups, module.id)
            row = (module.manifest.minutes, found.learners, found.lower, found.median, found.upper)
            table.add_row(module.id, *("–" if each is None else str(each) for each in row))
    console.print(table)


def _folders(data: Path | None) -> "SiteFolders":
    from campus5g.places import data_folder
    from campus5g.site.folders import SiteFolders

    return SiteFolders((data or data_folder()).resolve())


def _site(data: Path | None) -> "tuple[SiteFolders, Database]":
    from campus5g.site.records.database import Database

    folders = _folders(data)
    folders.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database.of_site(folders.records)
    database.upgrade()
    return folders, database


def _cohort(records: "Session", group: str) -> "CohortRecord":
    from campus5g.site.records.cohorts import CohortRecord

    found = records.get(CohortRecord, group)
    if found is None:
        raise typer.BadParameter(
            f"There is no group “{group}”. The groups: campus5g trainers list.",
            param_hint="GROUP",
        )
    return found


def _role(name: str) -> "Role":
    if name not in {"learner", "trainer", "administrator"}:
        raise typer.BadParameter("Use learner, trainer or administrator.", param_hint="--role")
    return name  # type: ignore[return-value]
