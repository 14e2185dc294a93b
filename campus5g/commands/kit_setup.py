"""The commands of ``campus5g kit`` for those who build and accept kits."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from campus5g import set_language
from campus5g.commands.printing import Spoken, console
from campus5g.errors import CampusError
from campus5g.language import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psutil

    from campus5g.kit import Kit
    from campus5g.kit_setup.acceptance import Check
    from campus5g.kit_setup.doctor import Finding
    from campus5g.kit_setup.draft import Draft

setup = typer.Typer(no_args_is_help=True)

_MARKS = {
    "ok": "[green]✓[/]",
    "passed": "[green]✓[/]",
    "warning": "[yellow]![/]",
    "not tested": "[dim]–[/]",
    "failure": "[bold red]✗[/]",
    "failed": "[bold red]✗[/]",
}


@setup.command("accept", epilog="Example: campus5g kit accept virtual --report report.pdf")
def accept_kit(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")] = "virtual",
    report: Annotated[Path, typer.Option(help="The report's file.")] = Path("acceptance.pdf"),
    language: Spoken = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the conclusions as JSON.")] = False,
) -> None:
    """Run a kit's acceptance test: doctor, measurements, thresholds, signed evidence, a report.

    A kit that is not served yet is served for the test. Its devices leave and join the network and
    its robots drive: make sure that no one uses it and that the robots' areas are clear. The exit
    code is 1 if the kit fails.
    """
    from campus5g.inventory import load_inventory
    from campus5g.kit_setup.acceptance import CONCLUSIONS, accept, new_bundle, write_report
    from campus5g.places import inventory_file

    set_language(language)
    inventory = load_inventory(inventory_file(kit))
    bundle = new_bundle(report)

    def tell(found: "Finding | Check") -> None:
        if not as_json:
            _print(found)

    with _connected_or_served(kit, inventory.name) as (connected, gateway):
        outcome = accept(
            connected,
            inventory,
            bundle,
            gateway=gateway,
            arm=_ask_for_code,
            pause=_ask_for_limiter,
            tell=tell,
        )
    write_report(outcome, bundle, report)
    if as_json:
        print((bundle / CONCLUSIONS).read_text(encoding="utf-8"), end="")
    else:
        verdict = t(fr="recette réussie", en="accepted")
        if not outcome.passed:
            verdict = t(fr="recette non réussie", en="not accepted")
        mark = _MARKS["passed" if outcome.passed else "failed"]
        console.print(f"{mark} [bold]{inventory.name}[/]: {verdict}", highlight=False)
        if outcome.untested:
            console.print(f"  {outcome.untested}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"  {report}\n  {bundle}/", highlight=False, soft_wrap=True)
    if not outcome.passed:
        raise typer.Exit(1)


@contextlib.contextmanager
def _connected_or_served(kit: str, name: str) -> "Iterator[tuple[Kit, psutil.Process | None]]":
    """Connect to a kit, served for the block if need be; yield it and its local gateway process."""
    from campus5g.kit import connect
    from campus5g.kit.starting.served import find_served, serve

    with contextlib.ExitStack() as stack:
        if find_served(name) is None:
            stack.enter_context(serve(kit, quiet=True))
        served = find_served(name)
        if served is None:
            raise RuntimeError(f"{name} is served but can't be found")
        connected = stack.enter_context(
            connect(url=served.url, token=served.token, ca_file=served.ca_file)
        )
        yield connected, None if served.pid is None else _gateway_of(served.pid)


def _gateway_of(pid: int) -> "psutil.Process | None":
    """Return the gateway among the children of the serving process, or None if not visible."""
    import psutil

    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(pid).children():
            with contextlib.suppress(psutil.Error):
                if "campus5g.gateway" in child.cmdline():
                    return child
    return None


def _ask_for_code(robot: str) -> str:
    return str(
        typer.prompt(
            t(
                fr=f"Le robot « {robot} » va rouler. Sa zone est-elle libre ? "
                "Code affiché par la passerelle",
                en=f"Robot “{robot}” is about to drive. Is its area clear? "
                "Code shown by the gateway",
            )
        )
    )


def _ask_for_limiter(robot: str, stopped: bool) -> None:
    order = f"sudo systemctl {'stop' if stopped else 'start'} campus5g-limits"
    typer.prompt(
        t(
            fr=f"Sur le robot « {robot} » : {order}. Entrée quand c’est fait",
            en=f"On robot “{robot}”: {order}. Press Enter when it is done",
        ),
        default="",
        show_default=False,
    )


def _print(found: "Finding | Check") -> None:
    from campus5g.kit_setup.doctor import Finding

    title, text, mark = (
        (found.subject, found.detail, _MARKS[found.level])
        if isinstance(found, Finding)
        else (found.title, found.measured, _MARKS[found.verdict])
    )
    console.print(
        f"{mark} {escape(t(fr=f'{title} : {text}', en=f'{title}: {text}'))}",
        highlight=False,
        soft_wrap=True,
    )
    if found.step:
        console.print(f"  {found.step}", highlight=False, markup=False, soft_wrap=True)


@setup.command("diagram", epilog="Example: campus5g kit diagram bench -o bench.svg --language fr")
def diagram(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The drawing's file [KIT.svg].")
    ] = None,
    language: Spoken = "en",
) -> None:
    """Draw a kit's wiring and address plan from its inventory, as SVG."""
    from campus5g.inventory import load_inventory
    from campus5g.kit_setup.plan import plan
    from campus5g.places import inventory_file

    set_language(language)
    inventory = load_inventory(inventory_file(kit))
    file = output or Path(f"{inventory.name}.svg")
    _write(file, plan(inventory))
    console.print(f"[green]✓[/] {file}", highlight=False, soft_wrap=True)


@setup.command("tree", epilog="Example: campus5g kit tree -o que-faire.svg --language fr")
def tree(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The drawing's file [what-to-do.svg]."),
    ] = None,
    language: Spoken = "en",
) -> None:
    """Draw what to do about each of the doctor's findings, as SVG for one sheet of A4."""
    from campus5g.kit_setup.decision_tree import decision_tree

    set_language(language)
    file = output or Path(t(fr="que-faire.svg", en="what-to-do.svg"))
    _write(file, decision_tree())
    console.print(f"[green]✓[/] {file}", highlight=False, soft_wrap=True)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CampusError(
            f"{file} can't be written ({error.strerror}).", "Choose another place."
        ) from error


@setup.command("labs", epilog="Example: campus5g kit labs borrowed --language fr")
def labs_of(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")],
    language: Spoken = "en",
) -> None:
    """List the labs that a kit supports, and those that need a virtual kit instead, and why."""
    from campus5g.authoring.catalogue import catalogue
    from campus5g.authoring.fitting import fitting
    from campus5g.inventory import load_inventory
    from campus5g.places import inventory_file

    set_language(language)
    for fit in fitting(load_inventory(inventory_file(kit)), catalogue()):
        mark = _MARKS["passed" if fit.fits else "not tested"]
        console.print(f"{mark} {fit.lab.id}: {fit.lab.manifest.title}", highlight=False)
        points, ues = ", ".join(fit.lacking_points), ", ".join(fit.lacking_ues)
        if points:
            missing = t(fr=f"sans point de capture {points}", en=f"no capture point {points}")
            console.print(f"  {missing}", highlight=False)
        if ues:
            console.print(f"  {t(fr='sans appareil', en='no device')} {ues}", highlight=False)
        if fit.lacks_robot:
            missing = t(
                fr="sans robot à piloter par vitesses (rosbridge)",
                en="no robot that is driven by velocities (rosbridge)",
            )
            console.print(f"  {missing}", highlight=False)
        if fit.lacks_sensors:
            missing = t(fr="sans machine à capteurs", en="no machine with sensors")
            console.print(f"  {missing}", highlight=False)
        if fit.lacks_intruder:
            missing = t(
                fr="sans intrus : sur un kit réel, on observe seulement",
                en="no intruder: on a real kit one only observes",
            )
            console.print(f"  {missing}", highlight=False)
        if not fit.fits:
            instead = t(
                fr="à faire sur un kit virtuel : kit.connect()",
                en="use a virtual kit instead: kit.connect()",
            )
            console.print(f"  {instead}", highlight=False)


@setup.command(
    "new",
    epilog="Examples: campus5g kit new · "
    "campus5g kit new hall-2 --band n77 --arfcn 656668 --devices camera,agv --robots agv --yes",
)
def new(
    name: Annotated[str | None, typer.Argument(help="The kit's name.")] = None,
    site: Annotated[str | None, typer.Option(help="The site where it stands.")] = None,
    network: Annotated[str | None, typer.Option(help="own, or borrowed (someone else's).")] = None,
    band: Annotated[str | None, typer.Option(help="n38, n41, n77, n78 or n258.")] = None,
    scs_khz: Annotated[int | None, typer.Option("--scs", help="Subcarrier spacing in kHz.")] = None,
    bandwidth_mhz: Annotated[
        int | None, typer.Option("--bandwidth", help="Channel bandwidth in MHz.")
    ] = None,
    arfcn: Annotated[
        int | None, typer.Option(help="Centre of the channel, from the licence.")
    ] = None,
    tdd_pattern: Annotated[
        str | None, typer.Option("--frame", help="TDD pattern of slots D, S and U: DDDSU.")
    ] = None,
    plmn: Annotated[str | None, typer.Option(help="MCC and MNC, five or six digits.")] = None,
    tac: Annotated[int | None, typer.Option(help="Tracking area.")] = None,
    lan: Annotated[str | None, typer.Option(help="The kit's network, a /24.")] = None,
    ue_pool: Annotated[str | None, typer.Option(help="The devices' addresses.")] = None,
    devices: Annotated[
        str | None, typer.Option(help="Names of the devices, separated by commas.")
    ] = None,
    robots: Annotated[
        str | None, typer.Option(help="Devices that are robots, separated by commas; '' for none.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing; use defaults for the rest.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Its file [in a checkout's kits, else here]."),
    ] = None,
    language: Spoken = "en",
) -> None:
    """Write a new kit's inventory: ask, check each answer at once, never replace a file."""
    from campus5g.kit_setup.draft import Draft, answered, checked, edges_mhz, rendered
    from campus5g.places import new_inventory_file

    set_language(language)
    given = {
        **{"name": name, "site": site, "network": network, "band": band, "scs_khz": scs_khz},
        **{"bandwidth_mhz": bandwidth_mhz, "arfcn": arfcn, "tdd_pattern": tdd_pattern},
        **{"plmn": plmn, "tac": tac, "lan": lan, "ue_pool": ue_pool, "devices": devices},
        "robots": robots,
    }
    draft = Draft()
    for key, question in _questions().items():
        if given[key] is not None:
            draft = answered(draft, key, given[key])
        elif not yes:
            draft = _asked(draft, key, question)
    inventory = checked(draft)
    file = output or new_inventory_file(inventory.name)
    if file.exists():
        raise CampusError(
            f"{file} already exists.", "Name another file with --output, or remove this one."
        )
    _write(file, rendered(draft))
    low_mhz, high_mhz = edges_mhz(inventory)
    console.print(f"[green]✓[/] {file}", highlight=False, soft_wrap=True)
    channel = t(
        fr=f"canal de {low_mhz:g} à {high_mhz:g} MHz : tout doit être dans la décision de l’Arcep",
        en=f"channel from {low_mhz:g} to {high_mhz:g} MHz: the licence must cover all of it",
    )
    console.print(f"  {channel}\n  campus5g kit diagram {file}", highlight=False, soft_wrap=True)


def _questions() -> dict[str, str]:
    return {
        "name": t(fr="Nom du kit", en="Name of the kit"),
        "site": t(fr="Lieu", en="Site"),
        "network": t(
            fr="Réseau (own : le vôtre, ou borrowed : celui d’un autre)",
            en="Network (own, or borrowed: someone else's)",
        ),
        "band": t(fr="Bande", en="Band"),
        "scs_khz": t(fr="Espacement (kHz)", en="Subcarrier spacing (kHz)"),
        "bandwidth_mhz": t(fr="Largeur (MHz)", en="Bandwidth (MHz)"),
        "arfcn": "ARFCN",
        "tdd_pattern": t(fr="Trame", en="TDD pattern"),
        "plmn": "PLMN",
        "tac": "TAC",
        "lan": t(fr="Réseau du kit", en="The kit's network"),
        "ue_pool": t(fr="Adresses des appareils", en="The devices' addresses"),
        "devices": t(fr="Appareils (séparés par des virgules)", en="Devices (separated by commas)"),
        "robots": t(
            fr="Lesquels sont des robots (séparés par des virgules ; vide : aucun)",
            en="Which of them are robots (separated by commas; empty for none)",
        ),
    }


def _asked(draft: "Draft", key: str, question: str) -> "Draft":
    """Ask until the answer is valid."""
    from campus5g.kit_setup.draft import answered

    arfcn, width, spacing = draft.channel
    usual = {"arfcn": arfcn, "bandwidth_mhz": width, "scs_khz": spacing}
    default = usual.get(key, getattr(draft, key))
    while True:
        try:
            value = typer.prompt(question, default=default, type=str)
            return answered(draft, key, value)
        except CampusError as error:
            console.print(
                f"  [bold red]✗[/] {escape(error.problem)}", highlight=False, soft_wrap=True
            )
            console.print(f"    {escape(error.remedy)}", highlight=False, soft_wrap=True)


@setup.command(
    "provision",
    epilog="Examples: campus5g kit provision bench --check · "
    "campus5g kit provision classroom --only clock --only firewall --vault secrets.yml",
)
def provision_kit(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")],
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Change nothing; show each difference, on bare machines too.",
        ),
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Run this role only; may be repeated.")
    ] = None,
    vault: Annotated[
        Path | None,
        typer.Option(help="Ansible vault with keys and passwords; asks for its password."),
    ] = None,
    ask_sudo: Annotated[
        bool, typer.Option("--ask-sudo", help="Ask for the operators' sudo password first.")
    ] = False,
) -> None:
    """Set up a kit's machines with Ansible, as its inventory says; a second run changes nothing."""
    from campus5g.inventory import load_inventory
    from campus5g.kit_setup.provisioning import provision
    from campus5g.places import inventory_file

    inventory = load_inventory(inventory_file(kit))
    code = provision(inventory, check=check, only=only or (), vault=vault, ask_sudo=ask_sudo)
    if code:
        raise typer.Exit(code)


@setup.command("cards", epilog="Example: campus5g kit cards bench --keys keys.csv -o cards.csv")
def cards(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")],
    keys: Annotated[
        Path, typer.Option(help="CSV with imsi,iccid,adm,k,opc; delete it after writing.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file for the card writer.")],
) -> None:
    """Write the input of a card writer (pySim's CSV) for a kit's SIMs, readable by you only."""
    from campus5g.inventory import load_inventory
    from campus5g.kit_setup.sim_cards import card_writer_csv, read_keys
    from campus5g.places import inventory_file

    inventory = load_inventory(inventory_file(kit))
    _write_privately(output, card_writer_csv(inventory, read_keys(keys)))


@setup.command(
    "suci",
    epilog="Examples: campus5g kit suci --profile-a campus5g-a.pub --profile-b campus5g-b.pub "
    "-o conceal.pysim · campus5g kit suci -o clear.pysim",
)
def suci(
    output: Annotated[Path, typer.Option("--output", "-o", help="The script for the card writer.")],
    profile_a: Annotated[
        Path | None, typer.Option(help="The home network's public key of profile A (PEM).")
    ] = None,
    profile_b: Annotated[
        Path | None, typer.Option(help="The one of profile B, which goes first where both are.")
    ] = None,
    language: Spoken = "en",
) -> None:
    """Write a script by which pySim-shell has cards conceal their identity; without keys, not.

    Run it on each card: pySim-shell.py -p 0 -a ADM --script conceal.pysim
    """
    from campus5g.kit_setup.suci_on_cards import (
        Profile,
        concealing_script,
        read_public_key,
        revealing_script,
    )

    set_language(language)
    files: dict[Profile, Path | None] = {"a": profile_a, "b": profile_b}
    keys = {name: read_public_key(name, file) for name, file in files.items() if file is not None}
    _write_privately(output, concealing_script(keys) if keys else revealing_script())


def _write_privately(output: Path, text: str) -> None:
    """Write a new file that only its owner can read, and say so.

    Raises:
        CampusError: it is there already, or can't be written.
    """
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    except OSError as error:
        raise CampusError(
            f"{output} can't be written ({error.strerror}).", "Name a file that does not exist yet."
        ) from error
    console.print(f"[green]✓[/] {output}", highlight=False, soft_wrap=True)
