"""Leases: who holds the kit, until when, and who is next."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from campus5g.gateway.access.tokens import Claim, LeaseTokens
from campus5g.gateway.problems import GatewayError
from campus5g.language import t

LONGEST_MINUTES = 480
MOST_WAITING = 50
IDLE_S = 900.0
"""Longer than the longest capture, so that a learner who waits for one does not count as idle."""
IDLE_GRACE_S = 300.0
"""How long an idle holder keeps the kit at least, from when somebody begins to wait for it."""

_MOST_ENDED = 200

log = logging.getLogger(__name__)

End = Literal["time", "returned", "revoked", "idle", "gateway", "unfit"]


class LeaseOrder(BaseModel):
    """A request for the kit: for whom, and for how long."""

    learner: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    minutes: Annotated[float, Field(gt=0, le=LONGEST_MINUTES)] = 60
    queue: bool = Field(default=False, description="Join the queue if the kit is taken.")
    override: bool = Field(
        default=False, description="End the current holder's lease, as a trainer may."
    )


class LeaseState(BaseModel):
    """The state of a lease."""

    id: str
    learner: str
    state: Literal["active", "waiting", "ended"]
    minutes: float
    starts_at: AwareDatetime = Field(
        description="When it began; for a waiting lease, when it begins at the latest."
    )
    ends_at: AwareDatetime
    place: int = Field(description="0: it holds the kit; n: nth in the queue.")
    ended: End | None = Field(default=None, description="Why it ended.")
    lost_at: AwareDatetime | None = Field(
        default=None,
        description="When the kit goes to the next in the queue unless its holder uses it; null "
        "while nobody waits.",
    )


class LeaseGrant(LeaseState):
    """A new lease, and the token that its holder uses the kit with."""

    token: str


@dataclass
class Lease:
    """One person's time on the kit."""

    id: str
    learner: str
    duration: timedelta
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ended: End | None = None
    used_at: float = 0.0
    opened: bool = False
    """Whether its holder has been let in to the kit."""
    timers: list[asyncio.TimerHandle] = field(default_factory=list)


class Leases:
    """The leases of one kit: one person holds it, the others wait in order.

    Args:
        tokens: writes and reads the holders' tokens.
        on_end: called when the current lease ends, to clean up after its holder.
        idle_seconds: a holder who has done nothing for this long loses the kit to those who wait.
        idle_grace_seconds: how long somebody must have waited before that.
    """

    def __init__(
        self,
        tokens: LeaseTokens,
        on_end: Callable[[Lease], None] = lambda _: None,
        idle_seconds: float = IDLE_S,
        idle_grace_seconds: float = IDLE_GRACE_S,
    ) -> None:
        self._tokens = tokens
        self._on_end = on_end
        self._idle_seconds = idle_seconds
        self._idle_grace_seconds = idle_grace_seconds
        self._wanted_since_s = 0.0
        self._active: Lease | None = None
        self._waiting: list[Lease] = []
        self._ended: dict[str, Lease] = {}

    def grant(self, order: LeaseOrder) -> LeaseGrant:
        """Give the kit to a person, or a place in the queue.

        Raises:
            GatewayError: someone else has the kit, or the queue is full.
        """
        if order.override and self._active is not None:
            # Before the old lease ends, so that nobody who waits gets in between.
            self._waiting.insert(0, self._new(order))
            lease = self._waiting[0]
            self._end(self._active, "revoked")
        elif self._active is None:
            lease = self._new(order)
            self._begin(lease)
        elif order.queue and len(self._waiting) < MOST_WAITING:
            lease = self._new(order)
            if not self._waiting:
                self._wanted_since_s = asyncio.get_running_loop().time()
            self._waiting.append(lease)
            self._watch_idleness(self._active)
        else:
            raise self._kit_taken()
        token = self._tokens.write(Claim(lease.id, lease.learner))
        return LeaseGrant(**self.state(lease).model_dump(), token=token)

    def every(self) -> list[LeaseState]:
        """Return the current lease, then those that wait, in order."""
        leases = [*([self._active] if self._active else []), *self._waiting]
        return [self.state(lease) for lease in leases]

    def of(self, token: str) -> Lease | None:
        """Return the lease that a token belongs to, current or not."""
        claim = self._tokens.read(token)
        return None if claim is None else self._find(claim.lease)

    def use(self, token: str) -> Lease | None:
        """Return the lease of a token, and note that its holder is active.

        Returns None for a token that this gateway did not issue.

        Raises:
            GatewayError: the lease has ended, or its turn has not come.
        """
        lease = self.of(token)
        if lease is None:
            return None
        if lease.ended is not None:
            raise lease_ended(lease)
        if lease is not self._active:
            raise self._still_waiting(lease)
        lease.used_at = asyncio.get_running_loop().time()
        return lease

    def check(self, lease_id: str) -> None:
        """Check that a lease is the current one.

        Raises:
            GatewayError: it has ended.
        """
        lease = self._find(lease_id)
        if lease is not None and lease is not self._active:
            raise lease_ended(lease)

    def end(self, lease_id: str, reason: End) -> None:
        """End a lease: its holder returns the kit, or the trainer takes it back.

        Raises:
            GatewayError: the lease does not exist.
        """
        lease = self._find(lease_id)
        if lease is None:
            raise GatewayError(
                HTTPStatus.NOT_FOUND,
                t(fr="Cette réservation n’existe pas.", en="This lease does not exist."),
                t(
                    fr="Consultez la liste : GET /leases.",
                    en="List the leases: GET /leases.",
                ),
            )
        self._end(lease, reason)

    def close(self) -> None:
        """End all leases: the gateway is shutting down."""
        waiting, self._waiting = self._waiting, []
        for lease in [*waiting, *([self._active] if self._active else [])]:
            self._end(lease, "gateway")

    def state(self, lease: Lease) -> LeaseState:
        """Return the current state of a lease."""
        starts_at, ends_at = self._times(lease)
        place = self._waiting.index(lease) + 1 if lease in self._waiting else 0
        return LeaseState(
            id=lease.id,
            learner=lease.learner,
            state="ended" if lease.ended else "waiting" if place else "active",
            minutes=lease.duration / timedelta(minutes=1),
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            ended=lease.ended,
            lost_at=self._lost_at(lease),
        )

    def _new(self, order: LeaseOrder) -> Lease:
        return Lease(secrets.token_hex(8), order.learner, timedelta(minutes=order.minutes))

    def _find(self, lease_id: str) -> Lease | None:
        leases = (self._active, *self._waiting, self._ended.get(lease_id))
        return next((lease for lease in leases if lease and lease.id == lease_id), None)

    def _begin(self, lease: Lease) -> None:
        loop = asyncio.get_running_loop()
        self._active = lease
        lease.starts_at = datetime.now(UTC)
        lease.ends_at = lease.starts_at + lease.duration
        lease.used_at = loop.time()
        lease.timers = [loop.call_later(lease.duration.total_seconds(), self._end, lease, "time")]
        log.info("lease %s: %s has the kit", lease.id, lease.learner)
        if self._waiting:
            self._watch_idleness(lease)

    def _end(self, lease: Lease, reason: End) -> None:
        if lease.ended is not None:
            return
        lease.ended = reason
        for timer in lease.timers:
            timer.cancel()
        now = datetime.now(UTC)
        starts_at, _ = self._times(lease)
        lease.starts_at, lease.ends_at = min(starts_at, now), now
        self._ended[lease.id] = lease
        if len(self._ended) > _MOST_ENDED:
            del self._ended[next(iter(self._ended))]
        log.info("lease %s of %s has ended (%s)", lease.id, lease.learner, reason)
        if lease in self._waiting:
            self._waiting.remove(lease)
            return
        self._active = None
        self._on_end(lease)
        if self._waiting:
            self._begin(self._waiting.pop(0))

    def _watch_idleness(self, lease: Lease) -> None:
        """Take the kit back from an idle holder, once others wait."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            return
        idle_until = self._idle_until_s(lease)
        if loop.time() >= idle_until:
            self._end(lease, "idle")
        else:
            for timer in lease.timers[1:]:
                timer.cancel()
            lease.timers[1:] = [loop.call_at(idle_until, self._watch_idleness, lease)]

    def _idle_until_s(self, lease: Lease) -> float:
        """Return the loop's time when an idle holder loses the kit to those who wait."""
        return max(
            lease.used_at + self._idle_seconds, self._wanted_since_s + self._idle_grace_seconds
        )

    def _lost_at(self, lease: Lease) -> datetime | None:
        if lease is not self._active or not self._waiting:
            return None
        left_s = self._idle_until_s(lease) - asyncio.get_running_loop().time()
        return datetime.now(UTC) + timedelta(seconds=max(0.0, left_s))

    def _times(self, lease: Lease) -> tuple[datetime, datetime]:
        """Return when a lease starts (at the latest) and ends."""
        if lease.starts_at is not None and lease.ends_at is not None:
            return lease.starts_at, lease.ends_at
        free_at = self._free_at
        for other in self._waiting[: self._waiting.index(lease)] if lease in self._waiting else []:
            free_at += other.duration
        return free_at, free_at + lease.duration

    @property
    def _free_at(self) -> datetime:
        """When the current holder must return the kit at the latest."""
        active = self._active
        return active.ends_at if active and active.ends_at else datetime.now(UTC)

    def _kit_taken(self) -> GatewayError:
        free_at = self._free_at + sum((lease.duration for lease in self._waiting), timedelta())
        return GatewayError(
            HTTPStatus.CONFLICT,
            t(
                fr=f"Une autre personne a ce kit ; il est libre à {_clock(free_at, 'fr')}.",
                en=f"Another person has this kit; it is free at {_clock(free_at, 'en')}.",
            ),
            t(
                fr="Revenez à cette heure, réservez un autre kit, ou prenez un kit virtuel : "
                "`kit.connect()`.",
                en="Come back then, book another kit, or take a virtual one: `kit.connect()`.",
            ),
        )

    def _still_waiting(self, lease: Lease) -> GatewayError:
        state = self.state(lease)
        return GatewayError(
            HTTPStatus.CONFLICT,
            t(
                fr="Une autre personne a ce kit ; votre tour vient au plus tard à "
                f"{_clock(state.starts_at, 'fr')} (place {state.place} dans la file).",
                en="Another person has this kit; your turn comes by "
                f"{_clock(state.starts_at, 'en')} (place {state.place} in the queue).",
            ),
            t(
                fr="Revenez à cette heure ; d’ici là, un kit virtuel est à vous : "
                "`kit.connect()` sans réservation.",
                en="Come back then; until then a virtual kit is yours: `kit.connect()` without "
                "a booking.",
            ),
        )


_WHY_OVER: dict[End, Callable[[], str]] = {
    "time": lambda: t(fr="son temps est écoulé", en="its time was up"),
    "returned": lambda: t(fr="vous avez rendu le kit", en="you returned the kit"),
    "revoked": lambda: t(fr="le formateur y a mis fin", en="the trainer ended it"),
    "idle": lambda: t(
        fr="le kit restait inutilisé et d’autres attendaient",
        en="the kit was idle and others were waiting",
    ),
    "gateway": lambda: t(fr="la passerelle s’arrête", en="the gateway is shutting down"),
    "unfit": lambda: t(
        fr="le kit n’a pas pu être remis dans son état de départ",
        en="the kit could not be returned to its initial state",
    ),
}


def lease_ended(lease: Lease) -> GatewayError:
    """Return the error for a lease that is over, with the reason."""
    why = _WHY_OVER[lease.ended or "time"]()
    ended_at = lease.ends_at or datetime.now(UTC)
    return GatewayError(
        HTTPStatus.FORBIDDEN,
        t(
            fr=f"Votre réservation a pris fin à {_clock(ended_at, 'fr')} : {why}.",
            en=f"Your booking ended at {_clock(ended_at, 'en')}: {why}.",
        ),
        t(
            fr="Réservez à nouveau ; ce que vous avez gardé avec `.keep(…)` reste à vous.",
            en="Book again; what you kept with `.keep(…)` is still yours.",
        ),
    )


def _clock(moment: datetime, language: Literal["fr", "en"]) -> str:
    """Return a time of day at the kit's site, with the date if it is not today.

    A time to come is rounded up to the minute, so that nobody comes too early; a past one down.
    """
    now = datetime.now(UTC)
    local = (moment + timedelta(seconds=59) if moment > now else moment).astimezone()
    today = local.date() == now.astimezone().date()
    if language == "fr":
        return f"{local:%H} h {local:%M}" + ("" if today else f" le {local:%d/%m}")
    return f"{local:%H:%M}" + ("" if today else f" on {local:%Y-%m-%d}")
