"""A kit as new: what each part of it does so that the next learner finds nothing of the last one's.

A virtual kit's network is succeeded by a new one, which resets everything in it. Of a real kit the
modems are set back and the robots stopped; what only a person can undo is told.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from campus5g.gateway.access.turnover import NotRestoredError, Part, Turnover, Words
from campus5g.gateway.access.uses import Uses
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.modems.driver import Modem, ModemBusyError, ModemError
from campus5g.gateway.modems.factory_settings import restore_factory_settings
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.scenarios.stage import Stage
from campus5g.gateway.virtual.forwards import Forwards
from campus5g.inventory import Inventory
from campus5g.language import t


def turnover_of(
    kit: Inventory,
    uses: Uses,
    captures: Captures,
    notary: Notary,
    modems: Mapping[str, Modem],
    robots: Mapping[str, RobotControl],
    stage: Stage,
    forwards: Forwards,
) -> Turnover:
    """Return what makes a kit as new.

    Args:
        kit: the kit.
        uses: the requests under way.
        captures: what a lease leaves in the gateway,
        notary: with its measurements.
        modems: by UE.
        robots: by name.
        stage: the scenarios of a virtual kit.
        forwards: the ports that cross its network.
    """

    def clear(lease: str) -> None:
        captures.end_lease(lease)
        notary.forget(lease)

    halts: list[Part]
    parts: list[Part]
    if kit.kind == "virtual":
        halts = [partial(_halt_virtual, robot) for robot in robots.values()]
        parts = [partial(_renew_network, stage, modems, forwards)]
    else:
        halts = [partial(_halt_real, robot) for robot in robots.values()]
        parts = [partial(_restore_modem, ue, modem) for ue, modem in modems.items()]
    return Turnover(uses, clear, halts, parts)


async def _halt_virtual(robot: RobotControl) -> Sequence[Words]:
    """Stop a robot that somebody drives, and hang up: the new network has it at its start."""
    if robot.driven:
        await robot.stop()
    await robot.end()
    return ()


async def _renew_network(
    stage: Stage, modems: Mapping[str, Modem], forwards: Forwards
) -> Sequence[Words]:
    """Have a new network take the place of a virtual kit's present one."""
    for modem in modems.values():
        await modem.hang_up()
    try:
        await stage.renew()
    except GatewayError as error:
        raise NotRestoredError(_network_silent) from error
    forwards.forget()
    return ()


async def _halt_real(robot: RobotControl) -> Sequence[Words]:
    """Stop a real robot; where it stands is told, because it does not drive back by itself."""
    report = await robot.stop()
    if not report.standing:
        try:
            state, _ = await robot.glance()
        except GatewayError:
            # Disarmed, it can't be driven before a person has seen to it.
            return (partial(_robot_silent, robot.name),)
        if not state.at_rest:
            raise NotRestoredError(partial(_robot_moves, robot.name))
    return (partial(_robot_left, robot.name),)


async def _restore_modem(ue: str, modem: Modem) -> Sequence[Words]:
    """Set a real modem back, and switch its radio on."""
    try:
        refused = await restore_factory_settings(modem)
    except (ModemError, ModemBusyError) as error:
        raise NotRestoredError(partial(_modem_silent, ue)) from error
    finally:
        await modem.hang_up()
    if refused is not None:
        raise NotRestoredError(partial(_modem_refuses, ue, refused))
    return ()


def _network_silent() -> str:
    return t(
        fr="son réseau virtuel n’a pas redémarré", en="its virtual network has not started again"
    )


def _robot_silent(name: str) -> str:
    return t(
        fr=f"Le robot « {name} » ne répond pas : personne ne sait où il se trouve.",
        en=f"The robot “{name}” does not answer: nobody knows where it stands.",
    )


def _robot_moves(name: str) -> str:
    return t(fr=f"le robot « {name} » roule encore", en=f"the robot “{name}” still moves")


def _robot_left(name: str) -> str:
    return t(
        fr=f"Le robot « {name} » est là où on l’a laissé : il ne revient pas seul à son départ.",
        en=f"The robot “{name}” stands where it was left: it does not drive back to its start.",
    )


def _modem_silent(ue: str) -> str:
    return t(fr=f"le modem de {ue} ne répond pas", en=f"the modem of {ue} does not answer")


def _modem_refuses(ue: str, command: str) -> str:
    return t(fr=f"le modem de {ue} refuse {command}", en=f"the modem of {ue} refuses {command}")
