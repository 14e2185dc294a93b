"""Between two holders the kit is made as new; until it is, it is not lent."""

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest
from gateway_bench import Bench

from campus5g.gateway.access import turnover as module
from campus5g.gateway.access.leases import Lease, LeaseOrder, Leases
from campus5g.gateway.access.tokens import LeaseTokens
from campus5g.gateway.access.turnover import NotRestoredError, Turnover, Words
from campus5g.gateway.access.uses import Uses
from campus5g.gateway.problems import GatewayError

FRENCH = {"Accept-Language": "fr"}


class Part:
    """A part of a kit, and how often it was made as new."""

    def __init__(self, left: Sequence[str] = ()) -> None:
        self.broken = ""
        self.times = 0
        self.may_end = asyncio.Event()
        self.may_end.set()
        self._left = left

    async def __call__(self) -> Sequence[Words]:
        self.times += 1
        await self.may_end.wait()
        if self.broken:
            raise NotRestoredError(partial(str, self.broken))
        return [partial(str, each) for each in self._left]


def turnover_of(part: Part, cleared: list[str] | None = None) -> Turnover:
    return Turnover(Uses(), ([] if cleared is None else cleared).append, [], [part])


def opened(turnover: Turnover) -> Lease:
    leases = Leases(LeaseTokens(), turnover.after)
    lease = leases.use(leases.grant(LeaseOrder(learner="ann")).token)
    assert lease is not None
    lease.opened = True
    return lease


class TestTurnover:
    async def test_a_kit_is_made_as_new_before_its_first_lease(self) -> None:
        part = Part()
        turnover = turnover_of(part)

        await turnover.ready()
        await turnover.ready()

        assert part.times == 1

    async def test_a_kit_that_the_operator_has_used_is_made_as_new_again(self) -> None:
        part = Part()
        turnover = turnover_of(part)
        await turnover.ready()

        turnover.used()
        await turnover.ready()

        assert part.times == 2

    async def test_the_next_holder_waits_until_the_kit_is_as_new(self) -> None:
        part = Part()
        part.may_end.clear()
        turnover = turnover_of(part)

        turnover.after(opened(turnover))
        waiting = asyncio.create_task(turnover.ready())
        await asyncio.sleep(0)
        under_way = turnover.state
        part.may_end.set()
        await waiting

        assert under_way.restoring
        assert not turnover.state.restoring
        assert part.times == 1

    async def test_a_kit_that_takes_long_is_told_as_such(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "PATIENCE_S", 0.01)
        part = Part()
        part.may_end.clear()
        turnover = turnover_of(part)

        with pytest.raises(GatewayError, match="is being returned to its initial state"):
            await turnover.ready()

        part.may_end.set()
        await turnover.ready()
        assert part.times == 1

    async def test_a_kit_whose_part_fails_is_not_lent_until_it_is_well(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        part = Part()
        part.broken = "the modem of camera does not answer"
        turnover = turnover_of(part)

        with pytest.raises(GatewayError, match=r"modem of camera does not answer.* is not lent"):
            await turnover.ready()
        with pytest.raises(GatewayError, match="is not lent"):
            await turnover.ready()
        failed = turnover.state.problem
        asked = part.times
        monkeypatch.setattr(module, "RETRY_S", 0.0)
        part.broken = ""
        await turnover.ready()

        assert failed is not None
        assert asked == 1
        assert turnover.state.problem is None

    async def test_an_unforeseen_error_of_a_part_keeps_the_kit_too(self) -> None:
        async def bug() -> Sequence[Words]:
            raise ZeroDivisionError

        turnover = Turnover(Uses(), lambda _: None, [], [bug])

        with pytest.raises(GatewayError, match="its log has the reason"):
            await turnover.ready()

    async def test_what_only_a_person_can_undo_is_told(self) -> None:
        turnover = turnover_of(Part(left=["The robot stands where it was left."]))

        await turnover.ready()

        assert turnover.state.left == ["The robot stands where it was left."]

    async def test_what_the_last_requests_of_a_lease_leave_is_cleared_too(self) -> None:
        cleared: list[str] = []
        turnover = turnover_of(Part(), cleared)
        lease = opened(turnover)

        turnover.after(lease)
        at_once = list(cleared)
        await turnover.ready()

        assert at_once == [lease.id]
        assert cleared == [lease.id] * 2

    async def test_a_lease_that_nobody_has_used_changes_nothing(self) -> None:
        part = Part()
        turnover = turnover_of(part)
        await turnover.ready()
        lease = opened(turnover)
        lease.opened = False

        turnover.after(lease)
        await turnover.ready()

        assert part.times == 1


class TestTheApi:
    async def lend(self, bench: Bench, learner: str, **more: object) -> dict[str, str]:
        answer = await bench.client.post("/leases", json={"learner": learner, **more})
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def test_a_virtual_kit_has_a_new_network_for_each_holder(self, bench: Bench) -> None:
        for learner in ("ann", "bob"):
            headers = await self.lend(bench, learner)
            await bench.client.get("/captures", headers=headers)
            await bench.client.delete("/leases/mine", headers=headers)
        await self.lend(bench, "noor")

        assert bench.control.renewals == 3

    async def test_a_kit_that_could_not_be_renewed_is_not_lent_and_says_so(
        self, bench: Bench
    ) -> None:
        bench.control.well = False

        refused = await bench.client.post("/leases", json={"learner": "bob"})
        in_french = await bench.client.post("/leases", json={"learner": "bob"}, headers=FRENCH)
        leases = (await bench.client.get("/leases")).json()
        public = (await bench.client.get("/leases/turnover", headers={"Authorization": ""})).json()

        assert (refused.status_code, leases) == (503, [])
        assert "its virtual network has not started again" in refused.json()["problem"]
        assert "Il n’est pas prêté." in in_french.json()["problem"]
        assert public["problem"] == refused.json()["problem"]

    @pytest.mark.proof
    async def test_the_next_in_the_queue_is_told_that_the_kit_is_not_lent(
        self, bench: Bench
    ) -> None:
        ann = await self.lend(bench, "ann")
        await bench.client.get("/captures", headers=ann)
        bob = await self.lend(bench, "bob", queue=True)
        bench.control.well = False

        await bench.client.delete("/leases/mine", headers=ann)
        answer = await bench.client.get("/captures", headers=bob)

        assert answer.status_code == 503
        assert "is not lent" in answer.json()["problem"]

    @pytest.mark.proof
    async def test_a_request_that_outlasts_its_lease_is_cut_with_a_word(self, bench: Bench) -> None:
        bench.modem.answer = lambda command: "" if command == "AT+CSQ" else "\r\nOK\r\n"
        ann = await self.lend(bench, "ann")
        order = {"command": "AT+CSQ", "timeout_s": 60}
        headers = ann | FRENCH
        asking = asyncio.create_task(
            bench.client.post("/ues/camera/at", json=order, headers=headers)
        )
        await bench.modem.heard("AT+CSQ")

        await bench.client.delete("/leases/mine", headers=ann)
        answer = await asking

        assert answer.status_code == 403
        assert "vous avez rendu le kit" in answer.json()["problem"]

    @pytest.mark.proof
    async def test_a_stream_that_outlasts_its_lease_ends_with_a_word(self, bench: Bench) -> None:
        ann = await self.lend(bench, "ann")
        order = {"ue": "camera", "seconds": 600, "interval_ms": 60_000}

        async with bench.client.stream("POST", "/signal", json=order, headers=ann) as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            await bench.client.delete("/leases/mine", headers=ann)
            rest = [line async for line in lines]

        assert len(rest) == 1
        assert "you returned the kit" in rest[0]
