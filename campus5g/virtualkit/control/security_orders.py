"""Security orders on the control port: the core's console, and the scenario's intruder."""

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from campus5g.errors import CampusError, choose_from
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order, no_such_ue
from campus5g.virtualkit.core.console import Console
from campus5g.virtualkit.playing.intruder import Intruder
from campus5g.virtualkit.ue.ue import Ue

Content = TypeVar("Content", bound=BaseModel)


class _Measure(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ue: str
    measure: Literal["bar", "admit", "lock-equipment", "need-pin"]


class _Matrix(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    allowed: dict[str, list[str]] | None = None


class _Act(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    act: Literal["steal", "try-again", "replay", "send-away"]


class SecurityOrders:
    """The orders about security.

    Args:
        ues: the UEs by name.
        console: the core's.
        intruder: who acts in the scenario.
    """

    def __init__(self, ues: dict[str, Ue], console: Console, intruder: Intruder) -> None:
        self._ues = ues
        self._console = console
        self._intruder = intruder

    def join(self, control: Control) -> None:
        """Register the orders with the control port."""
        control.commands |= {
            "subscribers": self._subscribers,
            "measure": self._measure,
            "matrix": self._matrix,
            "intrude": self._intrude,
        }

    async def _subscribers(self, _: Order) -> Answers:
        """Answer with each subscriber as the core knows it."""
        for each in self._console.subscribers():
            yield each

    async def _measure(self, order: Order) -> Answers:
        """Take a measure against a device's subscription, or lift it."""
        wanted = _valid(_Measure, order)
        if wanted.ue not in self._ues:
            raise no_such_ue(wanted.ue, self._ues)
        match wanted.measure:
            case "bar" | "admit":
                self._console.bar(wanted.ue, barred=wanted.measure == "bar")
            case "lock-equipment":
                self._console.lock(wanted.ue)
            case "need-pin":
                self._console.need_pin(wanted.ue)
        yield {"taken": True}

    async def _matrix(self, order: Order) -> Answers:
        """Let the UPF pass what is allowed and nothing else, or everything with null."""
        allowed, plant = _valid(_Matrix, order).allowed, self._console.plant
        if allowed is None:
            self._console.lift()
        else:
            _known(allowed, plant.groups)
            _known({service for each in allowed.values() for service in each}, plant.services)
            self._console.enforce(allowed)
        yield {"enforced": allowed is not None}

    async def _intrude(self, order: Order) -> Answers:
        """Let the scenario's intruder act."""
        plan = self._intruder.plan
        if plan is None:
            raise CampusError(
                t(
                    fr="Dans ce scénario, il n’y a pas d’intrus.",
                    en="There is no intruder in this scenario.",
                ),
                t(fr="Jouez stolen-sim.", en="Play stolen-sim."),
            )
        match _valid(_Act, order).act:
            case "steal":
                yield _swept(await self._intruder.steal(plan))
            case "try-again":
                yield _swept(await self._intruder.try_again(plan))
            case "replay":
                yield {"acted": self._intruder.replay(plan)}
            case "send-away":
                yield {"acted": self._intruder.send_away(plan)}


def _swept(attempts: int) -> dict[str, Any]:
    return {"acted": attempts > 0, "attempts": attempts}


def _known(asked: Any, known: Any) -> None:
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise CampusError(
            t(
                fr=f"La matrice n’a pas « {', '.join(unknown)} ».",
                en=f"The matrix does not have “{', '.join(unknown)}”.",
            ),
            choose_from(known),
        )


def _valid(kind: type[Content], order: Order) -> Content:
    try:
        return kind.model_validate(order)
    except ValidationError as error:
        wrong = ", ".join(str(each["loc"][0]) for each in error.errors())
        raise CampusError(
            t(fr=f"L’ordre est incomplet ou faux : {wrong}.", en=f"The order is wrong: {wrong}."),
            t(fr="Voyez docs/reference/control-port.md.", en="See docs/reference/control-port.md."),
        ) from error
