"""``campus5g kit``: serve, examine and operate kits."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from campus5g import set_language
from campus5g.commands.join import joining
from campus5g.commands.kit_setup import setup
from campus5g.commands.printing import MARKS, AsJson, Spoken, complaints, console
from campus5g.errors import CampusError
from campus5g.language import t

if TYPE_CHECKING:
    from campus5g.kit import Kit
    from campus5g.kit.starting.served import ServedKit
    from campus5g.kit_setup.doctor import Finding

kits = typer.Typer(
    help="Serve kits, list them and check their state.",
    epilog="Examples: campus5g kit list · campus5g kit serve virtual · campus5g kit status --json",
    no_args_is_help=True,
)
kits.add_typer(setup)
kits.add_typer(joining, name="join")


@kits.command("list", epilog="Example: campus5g kit list --json")
def kit_list(as_json: AsJson = False) -> None:
    """List the known kits and whether this machine serves them."""
    from campus5g.kit.starting.known import known_kits

    known = known_kits()
    if as_json:
        print(json.dumps([kit.as_data() for kit in known], ensure_ascii=False, indent=2))
    else:
        table = Table("Kit", "Kind", "Site", "Served at", box=SIMPLE)
        for kit in known:
            table.add_row(
                kit.name, kit.kind or "", kit.site or "", kit.url or "[dim]not served here[/]"
            )
        console.print(table)
        for kit in known:
            if kit.problem:
                complaints.print(f"[bold red]✗[/] {kit.problem}", highlight=False)
    if any(kit.problem for kit in known):
        raise typer.Exit(1)


@kits.command(
    "serve",
    epilog="Examples: campus5g kit serve virtual · campus5g kit serve kit-setup/kits/mine.yaml",
)
def kit_serve(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")] = "virtual",
    scenario: Annotated[
        str, typer.Option(help="Scenario of the virtual kit's network.")
    ] = "nominal",
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="Serve HTTPS with this PEM file, for a real kit; clients trust the authority "
            "that CAMPUS5G_CA_FILE names."
        ),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The certificate's private key.")] = None,
) -> None:
    """Serve a kit until Ctrl-C: its gateway, and the virtual network of a virtual kit."""
    from campus5g.kit.starting.served import serve

    with serve(kit, scenario=scenario, certificate=certificate, key=key) as running:
        console.print(f"[green]✓[/] {running.name} is served at {running.url}", highlight=False)
        console.print(
            f'  In a notebook: [bold]from campus5g import kit; k = kit.connect("{running.name}")[/]'
        )
        console.print("  Press Ctrl-C to stop it.")
        running.wait()
    console.print(f"{running.name} has stopped.", highlight=False)


@kits.command("pool", epilog="Example: campus5g kit pool")
def kit_pool() -> None:
    """Fork kits from one warm parent until Ctrl-C: they start faster and share memory."""
    from campus5g.places import pool_socket
    from campus5g.pool.warm_parent import listening, serve, warm_up

    with listening(pool_socket()) as listener:
        warm_up()
        serve(
            listener,
            lambda: console.print("[green]✓[/] The pool is ready. Press Ctrl-C to stop it."),
        )
    console.print("The pool has stopped; running kits continue until their owners end.")


@kits.command(
    "doctor",
    epilog="Examples: campus5g kit doctor · campus5g kit doctor virtual --language fr --json",
)
def kit_doctor(
    kit: Annotated[str | None, typer.Argument(help="Name of a served kit [all of them].")] = None,
    as_json: AsJson = False,
    language: Spoken = "en",
) -> None:
    """Examine served kits: devices, signals, traffic, delays, robots; suggest what to do next.

    It sends probes and zero velocity, and restarts nothing. The exit code is 1 if a check fails.
    """
    from campus5g.kit.starting.served import served_kits
    from campus5g.kit_setup.doctor import examine

    set_language(language)
    served = served_kits() if kit is None else [_served(kit)]
    if not served:
        raise CampusError(
            t(
                fr="Aucun kit n’est servi sur cette machine.",
                en="This machine does not serve a kit.",
            ),
            t(
                fr="Servez-en un : campus5g kit serve virtual",
                en="Serve one: campus5g kit serve virtual",
            ),
        )
    reports: dict[str, list[Finding]] = {}
    for each in served:
        if not as_json:
            console.print(f"[bold]{each.name}[/] at {each.url}", highlight=False)
        reports[each.name] = []
        with _connected(each) as connected:
            for finding in examine(connected):
                reports[each.name].append(finding)
                if not as_json:
                    _print_finding(finding)
    if as_json:
        data = {
            name: [finding.as_data() for finding in findings] for name, findings in reports.items()
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    if any(finding.level == "failure" for report in reports.values() for finding in report):
        raise typer.Exit(1)


def _print_finding(finding: "Finding") -> None:
    text = t(fr=f"{finding.subject} : {finding.detail}", en=f"{finding.subject}: {finding.detail}")
    console.print(
        f"{MARKS[finding.level]} {escape(text)}",
        highlight=False,
        soft_wrap=True,
    )
    for line in (finding.cause, finding.step):
        if line:
            console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)


@kits.command("forward", epilog="Example: campus5g kit forward agv 9000 --udp")
def kit_forward(
    ue: Annotated[str, typer.Argument(help="The device that programs connect to.")],
    port: Annotated[int, typer.Argument(help="The port, 1024 or higher.")],
    udp: Annotated[bool, typer.Option("--udp", help="UDP instead of TCP.")] = False,
    kit: Annotated[str, typer.Option(help="Name of a served virtual kit.")] = "virtual",
) -> None:
    """Forward another port through a virtual kit's network, for real programs."""
    with _connected(_served(kit)) as connected:
        reached_at = connected.forward(ue, port, "udp" if udp else "tcp")
        console.print(f"Programs of the site reach {ue} at [bold]{reached_at}[/]", highlight=False)
        console.print(f"  {connected.programs[ue]!r}", highlight=False)


@kits.command("scenarios", epilog="Example: campus5g kit scenarios --language fr")
def kit_scenarios(
    as_json: AsJson = False,
    language: Spoken = "en",
) -> None:
    """List the scenarios of the virtual kit's network."""
    from campus5g.virtualkit.scenarios.scenario import listed

    set_language(language)
    scenarios = listed()
    if as_json:
        data = [each.model_dump(mode="json") for each in scenarios]
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    table = Table(
        t(fr="Scénario", en="Scenario"), t(fr="Ce qui s’y passe", en="What happens"), box=SIMPLE
    )
    for each in scenarios:
        text = f"[bold]{escape(str(each.title))}[/]\n{escape(str(each.description))}"
        table.add_row(each.name, text)
    console.print(table)


@kits.command(
    "scenario",
    epilog="Examples: campus5g kit scenario · campus5g kit scenario congested",
)
def kit_scenario(
    name: Annotated[
        str | None,
        typer.Argument(help="The scenario to play; shows the current one if not given."),
    ] = None,
    variation: Annotated[
        str | None,
        typer.Option(
            help="Hexadecimal digits that the network varies by; as written if not given."
        ),
    ] = None,
    kit: Annotated[str, typer.Option(help="Name of a served virtual kit.")] = "virtual",
    as_json: AsJson = False,
    language: Spoken = "en",
) -> None:
    """Show which scenario a served virtual kit plays, or switch to another without a restart."""
    set_language(language)
    with _connected(_served(kit)) as connected:
        now = connected.scenario(name, variation)
    if as_json:
        data = {
            "name": now.name,
            "variation": now.variation,
            "title": now.title,
            "description": now.description,
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        console.print(f"[green]✓[/] [bold]{now.name}[/] · {now.title}", highlight=False)
        console.print(f"  {now.description}", highlight=False, markup=False, soft_wrap=True)


@kits.command("status", epilog="Example: campus5g kit status virtual --json")
def kit_status(
    kit: Annotated[str | None, typer.Argument(help="Name of a served kit [all of them].")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the state of the served kits, device by device; exit code 1 if one is faulty."""
    from campus5g.kit.starting.served import served_kits

    served = served_kits() if kit is None else [_served(kit)]
    reports, programs, terminals = {}, {}, {}
    for each in served:
        with _connected(each) as connected:
            reports[each.name] = connected.health()
            programs[each.name] = connected.programs
            terminals[each.name] = connected.terminals
    if as_json:
        data = {name: [asdict(device) for device in devices] for name, devices in reports.items()}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    elif not reports:
        console.print("This machine does not serve a kit. Serve one: campus5g kit serve virtual")
    for each in [] if as_json else served:
        console.print(f"[bold]{each.name}[/] at {each.url}", highlight=False)
        for device in reports[each.name]:
            console.print(
                f"{MARKS['ok' if device.ok else 'failure']} {device.title}: {device.detail}",
                highlight=False,
            )
        for ue, addresses in programs[each.name].items():
            console.print(f"  {ue}: {addresses!r}", highlight=False)
        for ue, terminal in terminals[each.name].items():
            console.print(f"  modem of {ue}: {terminal}", highlight=False)
    if not all(device.ok for devices in reports.values() for device in devices):
        raise typer.Exit(1)


def _served(name: str) -> "ServedKit":
    """Return the kit that this machine serves under a name.

    Raises:
        CampusError: it does not serve a kit of that name.
    """
    from campus5g.kit.starting.served import find_served

    found = find_served(name)
    if found is None:
        raise CampusError(
            t(
                fr=f"Aucun kit {name} n’est servi sur cette machine.",
                en=f"This machine does not serve kit {name}.",
            ),
            t(
                fr=f"Servez-le : campus5g kit serve {name}",
                en=f"Serve it: campus5g kit serve {name}",
            ),
        )
    return found


def _connected(served: "ServedKit") -> "Kit":
    from campus5g.kit import connect

    return connect(url=served.url, token=served.token, ca_file=served.ca_file)
