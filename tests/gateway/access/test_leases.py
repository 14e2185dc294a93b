"""Leases: one person has the kit, the others wait; the end of a lease ends everything it ran."""

import asyncio
import re
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from gateway_bench import Bench
from pcap_files import udp_frame

from campus5g.gateway.access import leases as module
from campus5g.gateway.access.leases import Lease, LeaseOrder, Leases, lease_ended
from campus5g.gateway.access.tokens import LeaseTokens
from campus5g.gateway.problems import GatewayError


class Yesterday(datetime):
    """A clock on the day before."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Yesterday":
        return cls(2026, 3, 1, 12, tzinfo=tz)


class Ends:
    """Which leases have ended, in order."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[Lease] = asyncio.Queue()

    def __call__(self, lease: Lease) -> None:
        self.seen.put_nowait(lease)

    async def next(self) -> Lease:
        async with asyncio.timeout(60):
            return await self.seen.get()


def order(learner: str, minutes: float = 60, **more: bool) -> LeaseOrder:
    return LeaseOrder(learner=learner, minutes=minutes, **more)


class TestOneKit:
    async def test_a_free_kit_is_lent_at_once(self) -> None:
        leases = Leases(LeaseTokens())

        grant = leases.grant(order("sacha", 30))

        assert (grant.state, grant.place) == ("active", 0)
        assert grant.ends_at - grant.starts_at == timedelta(minutes=30)
        lease = leases.use(grant.token)
        assert lease is not None
        assert lease.learner == "sacha"
        leases.close()

    async def test_a_second_learner_is_refused_with_the_time_when_the_kit_is_free(self) -> None:
        leases = Leases(LeaseTokens())
        first = leases.grant(order("sacha", 30))

        with pytest.raises(GatewayError, match="Another person has this kit") as refusal:
            leases.grant(order("lou"))

        free_at = (first.ends_at + timedelta(seconds=59)).astimezone()
        assert f"{free_at:%H:%M}" in refusal.value.problem
        assert "sacha" not in refusal.value.problem
        assert refusal.value.status == 409
        leases.close()

    async def test_the_next_in_the_queue_gets_the_kit_when_it_is_returned(self) -> None:
        leases = Leases(LeaseTokens())
        first = leases.grant(order("sacha", 30))
        second, third = (leases.grant(order(name, 10, queue=True)) for name in ("lou", "noor"))

        with pytest.raises(GatewayError, match="place 1 in the queue"):
            leases.use(second.token)
        assert (second.place, third.place) == (1, 2)
        assert third.starts_at == second.ends_at == first.ends_at + timedelta(minutes=10)

        leases.end(first.id, "returned")

        assert [(each.learner, each.state) for each in leases.every()] == [
            ("lou", "active"),
            ("noor", "waiting"),
        ]
        assert leases.use(second.token) is not None
        leases.close()

    async def test_a_lease_ends_when_its_time_is_over(self) -> None:
        ends = Ends()
        leases = Leases(LeaseTokens(), ends)
        grant = leases.grant(order("sacha", 0.001))

        lease = await ends.next()

        assert (lease.id, lease.ended) == (grant.id, "time")
        with pytest.raises(GatewayError, match="its time was up"):
            leases.use(grant.token)
        assert leases.every() == []

    async def test_the_trainer_s_assignment_takes_precedence_over_the_queue(self) -> None:
        leases = Leases(LeaseTokens())
        first = leases.grant(order("sacha"))
        leases.grant(order("lou", queue=True))

        leases.grant(order("trainer", override=True))

        assert [each.learner for each in leases.every()] == ["trainer", "lou"]
        with pytest.raises(GatewayError, match="the trainer ended it"):
            leases.use(first.token)
        leases.close()

    async def test_an_idle_kit_is_returned_once_someone_waits(self) -> None:
        ends = Ends()
        leases = Leases(LeaseTokens(), ends, idle_seconds=0.05, idle_grace_seconds=0.05)
        leases.grant(order("sacha"))
        leases.grant(order("lou", queue=True))

        assert (await ends.next()).ended == "idle"
        assert leases.every()[0].learner == "lou"
        leases.close()

    async def test_an_idle_holder_has_a_while_from_when_someone_begins_to_wait(self) -> None:
        leases = Leases(LeaseTokens(), idle_seconds=0, idle_grace_seconds=300)
        sacha = leases.grant(order("sacha"))

        leases.grant(order("lou", queue=True))

        held = leases.every()[0]
        assert (sacha.lost_at, held.learner) == (None, "sacha")
        assert held.lost_at is not None
        assert timedelta(minutes=4) < held.lost_at - datetime.now(UTC) <= timedelta(minutes=5)
        leases.close()

    async def test_leaving_the_queue_moves_the_others_up(self) -> None:
        leases = Leases(LeaseTokens())
        leases.grant(order("sacha"))
        second, third = (leases.grant(order(name, queue=True)) for name in ("lou", "noor"))

        leases.end(second.id, "returned")

        assert [(each.learner, each.place) for each in leases.every()] == [
            ("sacha", 0),
            ("noor", 1),
        ]
        assert leases.of(third.token) is not None
        leases.close()


class TestTheApi:
    async def lend(self, bench: Bench, learner: str, **more: object) -> dict[str, str]:
        answer = await bench.client.post("/leases", json={"learner": learner, **more})
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def test_a_lease_opens_the_kit_until_it_is_revoked(self, bench: Bench) -> None:
        sacha = await self.lend(bench, "sacha")
        (lease,) = (await bench.client.get("/leases")).json()

        before = await bench.client.get("/captures", headers=sacha)
        revoked = await bench.client.delete(f"/leases/{lease['id']}")
        after = await bench.client.get("/captures", headers=sacha)

        assert (before.status_code, revoked.status_code, after.status_code) == (200, 204, 403)
        assert "the trainer ended it" in after.json()["problem"]
        mine = (await bench.client.get("/leases/mine", headers=sacha)).json()
        assert (mine["state"], mine["ended"]) == ("ended", "revoked")

    async def test_revocation_ends_running_streams_and_removes_the_files(
        self, bench: Bench
    ) -> None:
        sacha = await self.lend(bench, "sacha")
        started = await bench.client.post("/captures", json={"points": ["n2"]}, headers=sacha)
        capture = f"/captures/{started.json()['id']}"
        lease = (await bench.client.get("/leases/mine", headers=sacha)).json()["id"]

        async with bench.client.stream("GET", f"{capture}/stream", headers=sacha) as stream:
            bench.points["n2"].see(udp_frame(1))
            pieces = stream.aiter_bytes()
            async with asyncio.timeout(60):
                while b"packet 1" not in await anext(pieces):
                    pass
                await bench.client.delete(f"/leases/{lease}")
                assert [piece async for piece in pieces] == []

        assert (await bench.client.get("/captures")).json() == []
        assert list(bench.folder.rglob("*.pcapng")) == []

    async def test_a_learner_sees_nothing_of_another_s(self, bench: Bench) -> None:
        theirs = await bench.start_capture("n2")
        sacha = await self.lend(bench, "sacha")

        assert (await bench.client.get("/captures", headers=sacha)).json() == []
        for method, path in (("GET", ""), ("POST", "/stop"), ("GET", "/pcapng"), ("DELETE", "")):
            answer = await bench.client.request(method, f"{theirs}{path}", headers=sacha)
            assert answer.status_code == 404, (method, path)
        assert (await bench.client.get(theirs)).json()["state"] == "running"

    @pytest.mark.proof
    async def test_learners_cannot_lend_the_kit(self, bench: Bench) -> None:
        sacha = await self.lend(bench, "sacha")
        lease = (await bench.client.get("/leases/mine", headers=sacha)).json()["id"]

        answers = [
            await bench.client.post("/leases", json={"learner": "lou"}, headers=sacha),
            await bench.client.get("/leases", headers=sacha),
            await bench.client.delete(f"/leases/{lease}", headers=sacha),
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 403]

    async def test_a_second_learner_learns_in_french_when_to_come_back(self, bench: Bench) -> None:
        await self.lend(bench, "sacha", minutes=30)
        french = {"Accept-Language": "fr"}

        refused = await bench.client.post("/leases", json={"learner": "lou"}, headers=french)
        waiting = await self.lend(bench, "lou", queue=True)
        turned_away = await bench.client.get("/health", headers=waiting | french)

        assert (refused.status_code, turned_away.status_code) == (409, 409)
        assert re.search(r"il est libre à \d\d h \d\d", refused.json()["problem"])
        assert re.search(
            r"votre tour vient au plus tard à \d\d h \d\d", turned_away.json()["problem"]
        )

    @pytest.mark.proof
    async def test_returning_the_kit_lets_the_next_one_in(self, bench: Bench) -> None:
        sacha = await self.lend(bench, "sacha")
        lou = await self.lend(bench, "lou", queue=True)

        returned = await bench.client.delete("/leases/mine", headers=sacha)

        assert returned.status_code == 204
        assert (await bench.client.get("/captures", headers=lou)).status_code == 200

    @pytest.mark.proof
    async def test_the_operator_needs_no_lease(self, bench: Bench) -> None:
        await self.lend(bench, "sacha")

        assert (await bench.client.get("/captures")).status_code == 200

    @pytest.mark.proof
    @pytest.mark.parametrize(
        "body", [{}, {"learner": ""}, {"learner": "a\nb"}, {"learner": "a", "minutes": 0}]
    )
    async def test_an_impossible_lease_is_refused_in_words(
        self, bench: Bench, body: dict[str, object]
    ) -> None:
        answer = await bench.client.post("/leases", json=body)

        assert answer.status_code == 422
        assert set(answer.json()) == {"problem", "remedy"}


async def test_a_lease_shows_the_same_times_to_everyone() -> None:
    leases = Leases(LeaseTokens())
    grant = leases.grant(order("sacha"))

    assert leases.every() == [leases.state(lease) for lease in [leases.of(grant.token)] if lease]
    assert abs(grant.starts_at - datetime.now(UTC)) < timedelta(minutes=1)
    leases.close()


@pytest.mark.parametrize(
    ("second", "told"), [(3, "18:33"), (59, "18:33")], ids=["just after", "just before the next"]
)
def test_a_time_that_has_passed_is_told_to_the_minute_that_the_clock_showed(
    second: int, told: str
) -> None:
    ended = datetime(2026, 3, 2, 18, 33, second).astimezone()

    said = lease_ended(Lease("x", "sacha", timedelta(), ended, ended, "returned"))

    assert f"ended at {told} on 2026-03-02" in said.problem


@pytest.mark.parametrize(("second", "told"), [(0, "18:33"), (3, "18:34")])
def test_a_time_to_come_is_never_told_too_early(
    second: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "datetime", Yesterday)
    free = datetime(2026, 3, 2, 18, 33, second).astimezone()

    assert module._clock(free, "en") == f"{told} on 2026-03-02"
