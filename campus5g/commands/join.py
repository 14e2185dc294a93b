"""``campus5g kit join``: a virtual kit's core or gNBs at another network's N2 and N3."""

import asyncio
import getpass
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape

from campus5g import set_language
from campus5g.commands.printing import MARKS, Spoken, complaints, console
from campus5g.errors import CampusError
from campus5g.language import t

if TYPE_CHECKING:
    from campus5g.inventory import Inventory
    from campus5g.virtualkit.joining.steps import Report, Step
    from campus5g.virtualkit.scenarios.scenario import Scenario

joining = typer.Typer(
    help="Join a virtual kit's core or gNBs to another network, by real N2 and N3 sockets. "
    "Addresses are those of the inventory's section joining, unless given here; "
    "by default everything stays on this machine.",
    epilog="Examples: campus5g kit join core · campus5g kit join ran --amf 192.0.2.5 "
    "--gnb gnb-halle-1=192.0.2.21 --ping 10.45.0.1",
    no_args_is_help=True,
)

_MARKS = {"done": MARKS["ok"], "waiting": " ", "failed": MARKS["failure"]}

Kit = Annotated[str, typer.Argument(help="Name of a virtual kit, or its inventory file.")]
PlayedScenario = Annotated[str, typer.Option("--scenario", help="Scenario with subscribers, SIMs.")]
Carrier = Annotated[
    Literal["udp", "ip"] | None,
    typer.Option(help="SCTP in UDP (RFC 6951), or directly over IP, which needs CAP_NET_RAW."),
]
UdpPort = Annotated[int | None, typer.Option(help="UDP port of SCTP in UDP, on both sides.")]
Amf = Annotated[str | None, typer.Option(help="The AMF's address on N2.")]
Upf = Annotated[str | None, typer.Option(help="The UPF's address on N3.")]


@joining.command(
    "core",
    epilog="Examples: campus5g kit join core · "
    "campus5g kit join core --amf 192.0.2.5 --upf 192.0.2.7",
)
def join_core(
    kit: Kit = "virtual",
    scenario: PlayedScenario = "nominal",
    carrier: Carrier = None,
    udp_port: UdpPort = None,
    amf: Amf = None,
    upf: Upf = None,
    language: Spoken = "en",
) -> None:
    """Serve the kit's core to gNBs from outside until Ctrl-C, and tell what they and their UEs do.

    The addresses are this machine's. The exit code is 1 if something was refused or lost.
    """
    set_language(language)
    chosen = {"carrier": carrier, "udp_port": udp_port, "amf": amf, "upf": upf}
    inventory = _inventory(kit, chosen)

    async def serve(inventory: "Inventory", played: "Scenario", report: "Report") -> None:
        from campus5g.virtualkit.joining.core_side import JoinedCore

        await JoinedCore(inventory, played, 1, report).run()

    _run(inventory, _played(scenario), "core", serve)


@joining.command(
    "ran",
    epilog="Examples: campus5g kit join ran · campus5g kit join ran --amf 192.0.2.5 "
    "--gnb gnb-halle-1=192.0.2.21 --ping 10.45.0.1 --stay",
)
def join_ran(
    kit: Kit = "virtual",
    scenario: PlayedScenario = "nominal",
    carrier: Carrier = None,
    udp_port: UdpPort = None,
    amf: Amf = None,
    gnb: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=ADDRESS", help="A gNB at an address of this machine; the others stay out."
        ),
    ] = None,
    ue: Annotated[list[str] | None, typer.Option(help="A device that joins.")] = None,
    ping: Annotated[str | None, typer.Option(help="What the devices ping.")] = None,
    stay: Annotated[bool, typer.Option("--stay", help="Stay connected until Ctrl-C.")] = False,
    language: Spoken = "en",
) -> None:
    """Connect the kit's gNBs and UEs to a core outside, and tell step by step what happens.

    Each gNB sets up N2; each device registers, opens its session and pings; the first one is handed
    over if there are two gNBs; then all deregister. The exit code is 1 if a step fails.
    """
    set_language(language)
    chosen = {"carrier": carrier, "udp_port": udp_port, "amf": amf, "ping": ping, "ues": ue or None}
    inventory = _inventory(kit, chosen | {"gnbs": _gnbs(gnb)})

    _run(inventory, _played(scenario), "ran", partial(_join, stay=stay))


@joining.command(
    "rehearse",
    epilog="Examples: campus5g kit join rehearse bench --keys keys.csv · "
    "campus5g kit join rehearse mine.yaml --keys keys.csv --address 192.168.80.30 --carrier ip",
)
def rehearse(
    kit: Annotated[str, typer.Argument(help="Name of a real kit, or its inventory file.")],
    keys: Annotated[Path, typer.Option(help="CSV with imsi,iccid,adm,k,opc: the kit's cards.")],
    address: Annotated[
        str | None, typer.Option(help="The gNB's address here, if not the inventory's.")
    ] = None,
    carrier: Annotated[
        Literal["udp", "ip"],
        typer.Option(help="SCTP in UDP (RFC 6951), or directly over IP, which needs CAP_NET_RAW."),
    ] = "ip",
    udp_port: UdpPort = None,
    stay: Annotated[bool, typer.Option("--stay", help="Stay connected until Ctrl-C.")] = False,
    language: Spoken = "en",
) -> None:
    """Try a real kit's core before its radio is there: its gNB and devices are played in software.

    The gNB sets up N2; each device of the inventory registers with the keys of its card, opens its
    session, pings the data network and deregisters. The exit code is 1 if a step fails.
    """
    from campus5g.inventory import load_inventory
    from campus5g.kit_setup.sim_cards import read_keys
    from campus5g.places import inventory_file
    from campus5g.virtualkit.joining.rehearsal import CardKeys, rehearsal

    set_language(language)
    inventory = load_inventory(inventory_file(kit))
    if inventory.kind == "virtual":
        raise CampusError(
            t(fr=f"{kit} est déjà virtuel.", en=f"{kit} is virtual already."),
            t(
                fr="Pour le relier à un autre cœur : campus5g kit join ran",
                en="To connect it to another core: campus5g kit join ran",
            ),
        )
    cards = {imsi: CardKeys(card.k, card.opc) for imsi, card in read_keys(keys).items()}
    virtual, scenario = rehearsal(
        inventory, cards, address=_address(address), carrier=carrier, udp_port=udp_port
    )

    _run(virtual, lambda _: scenario, "ran", partial(_join, stay=stay))


def _address(given: str | None) -> IPv4Address | None:
    try:
        return None if given is None else IPv4Address(given)
    except ValueError as error:
        raise CampusError(
            t(fr=f"« {given} » n’est pas une adresse.", en=f"“{given}” is not an address."),
            t(fr="Par exemple : 192.168.80.30", en="For example: 192.168.80.30"),
        ) from error


async def _join(
    inventory: "Inventory", played: "Scenario", report: "Report", *, stay: bool
) -> None:
    from campus5g.virtualkit.joining.ran_side import JoinedRan

    await JoinedRan(inventory, played, 1, report).run(stay=stay)


def _gnbs(given: list[str] | None) -> dict[str, str] | None:
    if not given:
        return None
    gnbs = {}
    for text in given:
        name, separator, address = text.partition("=")
        if not separator:
            raise CampusError(
                t(fr=f"« {text} » n’est pas NOM=ADRESSE.", en=f"“{text}” is not NAME=ADDRESS."),
                t(
                    fr="Par exemple : gnb-halle-1=192.0.2.21",
                    en="For example: gnb-halle-1=192.0.2.21",
                ),
            )
        gnbs[name] = address
    return gnbs


def _inventory(kit: str, chosen: dict[str, Any]) -> "Inventory":
    """Return a kit's inventory with what the command line chooses in its section `joining`.

    Raises:
        InventoryError: the file is wrong, or what was chosen does not fit it.
    """
    from campus5g.inventory import joined_elsewhere, load_inventory
    from campus5g.places import inventory_file

    inventory = load_inventory(inventory_file(kit))
    if inventory.kind != "virtual":
        raise CampusError(
            t(fr=f"{kit} est un kit réel.", en=f"{kit} is a real kit."),
            t(
                fr="Un kit réel a ses propres N2 et N3 ; donnez un kit virtuel.",
                en="A real kit has N2 and N3 of its own; name a virtual kit.",
            ),
        )
    given = {key: value for key, value in chosen.items() if value is not None}
    return joined_elsewhere(inventory, given) if given else inventory


def _played(name: str) -> "Callable[[Inventory], Scenario]":
    """Return what reads a scenario for a kit, once its addresses are known."""
    from campus5g.virtualkit.scenarios.scenario import load_scenario

    return partial(load_scenario, name)


def _run(
    inventory: "Inventory",
    scenario_of: "Callable[[Inventory], Scenario]",
    side: Literal["core", "ran"],
    play: "Callable[[Inventory, Scenario, Report], Coroutine[Any, Any, None]]",
) -> None:
    """Play one side until it ends or is interrupted; exit with 1 if a step has failed."""
    from campus5g.inventory import PcapOverIpPoint, claim_block
    from campus5g.virtualkit.joining.steps import Report
    from campus5g.virtualkit.timing.exact_loop import exact_loop

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    report = Report(_tell, side)

    async def until_stopped(inventory: "Inventory") -> None:
        playing = asyncio.ensure_future(play(inventory, scenario_of(inventory), report))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, playing.cancel)
        with suppress(asyncio.CancelledError):
            await playing

    with claim_block(f"{getpass.getuser()} joins") as block:
        moved = inventory.moved_to(block.network)
        for name, point in moved.capture.items():
            if isinstance(point, PcapOverIpPoint) and (side == "core" or name in ("n2", "n3")):
                at = f"{point.host}:{point.port}"
                console.print(
                    t(fr=f"  {name} se capture à {at}.", en=f"  {name} can be captured at {at}."),
                    highlight=False,
                )
        with asyncio.Runner(loop_factory=exact_loop) as runner:
            runner.run(until_stopped(moved))
    if report.failed:
        raise typer.Exit(1)


def _tell(step: "Step") -> None:
    from campus5g.capture.names.nas import MM_CAUSES, SM_CAUSES

    text = step.text
    if step.cause is not None:
        names = MM_CAUSES if step.cause.protocol == "5GMM" else SM_CAUSES
        number = step.cause.number
        colon = t(fr=" : ", en=": ")
        text += f"{colon}{names.get(number, '?')} ({step.cause.protocol} {number})."
    mark = _MARKS[step.state]
    printer = complaints if step.state == "failed" else console
    printer.print(f"{mark} {escape(text)}", highlight=False, soft_wrap=True)
