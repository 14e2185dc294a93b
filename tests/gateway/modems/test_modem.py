"""Modems: answers are distinguished from echo, unsolicited lines and silence."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from kit_edge import ModemServer

from campus5g.gateway.modems.driver import Exchange, Modem, ModemBusyError, ModemError
from campus5g.inventory import claim_block

Answer = Callable[[str], str]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Answer], object]]:
    servers: list[ModemServer] = []
    with claim_block("test_modem") as block:
        host = str(block.network.network_address + 21)

        async def listen(answer: Answer) -> tuple[ModemServer, Modem]:
            server = ModemServer(lambda line: "\r\nOK\r\n" if line == "ATE0" else answer(line))
            servers.append(server)
            await server.listen(host, 7001)
            return server, Modem(f"socket://{host}:7001")

        yield listen
        for server in servers:
            await server.close()


async def test_the_answer_is_the_lines_before_the_final_result(serve) -> None:
    _, modem = await serve(lambda line: "\r\n+CSQ: 21,99\r\n\r\nOK\r\n")

    assert await modem.ask("AT+CSQ") == Exchange(["+CSQ: 21,99"], "OK", None)


async def test_echo_is_switched_off_and_any_echo_is_dropped(serve) -> None:
    server, modem = await serve(lambda line: f"{line}\r\r\n+CFUN: 1\r\n\r\nOK\r\n")

    answer = await modem.ask("AT+CFUN?")

    assert answer.lines == ["+CFUN: 1"]
    assert server.commands == ["ATE0", "AT+CFUN?"]


@pytest.mark.parametrize("final", ["ERROR", "+CME ERROR: 30", "+CME ERROR: no network service"])
async def test_errors_are_final_results(serve, final: str) -> None:
    _, modem = await serve(lambda line: f"\r\n{final}\r\n")

    assert (await modem.ask("AT+COPS?")).final == final


async def test_unsolicited_lines_stay_in_the_answer_in_order(serve) -> None:
    _, modem = await serve(lambda line: '\r\n+C5GREG: 2\r\n\r\n+COPS: 0,0,"x",11\r\n\r\nOK\r\n')

    assert (await modem.ask("AT+COPS?")).lines == ["+C5GREG: 2", '+COPS: 0,0,"x",11']


async def test_waiting_for_a_line_goes_on_after_the_final_result(serve) -> None:
    def answer(line: str) -> str:
        asyncio.get_running_loop().call_later(0.05, server.say, "\r\n+C5GREG: 2\r\n")
        asyncio.get_running_loop().call_later(0.1, server.say, '\r\n+C5GREG: 1,"01"\r\n')
        return "\r\nOK\r\n"

    server, modem = await serve(answer)

    exchange = await modem.ask("AT+CFUN=1", ["+C5GREG: 1", "+C5GREG: 3"])

    assert exchange.matched == '+C5GREG: 1,"01"'
    assert exchange.lines == ["+C5GREG: 2", '+C5GREG: 1,"01"']


async def test_an_awaited_line_before_the_final_result_counts(serve) -> None:
    _, modem = await serve(lambda line: "\r\n+C5GREG: 3\r\n\r\nOK\r\n")

    assert (await modem.ask("AT+CFUN=1", ["+C5GREG: 3"])).matched == "+C5GREG: 3"


async def test_an_error_ends_the_wait_for_a_line(serve) -> None:
    _, modem = await serve(lambda line: "\r\nERROR\r\n")

    assert await modem.ask("AT+CFUN=1", ["+C5GREG: 1"]) == Exchange([], "ERROR", None)


@pytest.mark.proof
async def test_an_awaited_line_that_never_comes_is_null(serve) -> None:
    _, modem = await serve(lambda line: "\r\nOK\r\n")

    assert (await modem.ask("AT", ["+C5GREG: 1"], timeout_s=6)).matched is None


async def test_a_late_answer_is_not_used_for_the_next_command(
    serve,
) -> None:
    answers = {"AT+CIMI": "", "AT+CSQ": "\r\n+CSQ: 21,99\r\n\r\nOK\r\n"}
    server, modem = await serve(answers.__getitem__)

    with pytest.raises(ModemError, match="no final result"):
        await modem.ask("AT+CIMI", timeout_s=0.3)
    server.say("\r\n999700000000001\r\n\r\nOK\r\n")

    assert (await modem.ask("AT+CSQ")).lines == ["+CSQ: 21,99"]


async def test_lines_between_commands_are_not_part_of_the_next_answer(serve) -> None:
    server, modem = await serve(lambda line: "\r\nOK\r\n")
    await modem.ask("AT")
    server.say("\r\n+C5GREG: 1\r\n")
    await asyncio.gather(*(writer.drain() for writer in server.writers))

    assert (await modem.ask("AT")).lines == []


async def test_a_modem_that_was_restarted_is_connected_again(serve) -> None:
    server, modem = await serve(lambda line: "\r\nOK\r\n")
    await modem.ask("AT")
    server.hang_up()

    assert (await modem.ask("AT")).final == "OK"


async def test_a_second_command_waits_for_the_first(serve) -> None:
    _, modem = await serve(lambda line: f"\r\n{line}!\r\n\r\nOK\r\n")

    answers = await asyncio.gather(*(modem.ask(f"AT+{n}") for n in range(5)))

    assert [answer.lines for answer in answers] == [[f"AT+{n}!"] for n in range(5)]


async def test_a_busy_modem_is_reported(serve) -> None:
    _, modem = await serve(lambda line: "")
    first = asyncio.create_task(modem.ask("AT+A", timeout_s=1))

    with pytest.raises(ModemBusyError):
        await asyncio.gather(modem.ask("AT+B", timeout_s=0.2))
    with pytest.raises(ModemError):
        await first


async def test_an_abandoned_exchange_frees_the_modem(serve) -> None:
    answers = {"AT+A": "", "AT+B": "\r\nOK\r\n"}
    server, modem = await serve(answers.__getitem__)
    first = asyncio.create_task(modem.ask("AT+A", timeout_s=60))
    await server.heard("AT+A")

    first.cancel()

    assert (await modem.ask("AT+B")).final == "OK"


async def test_a_modem_that_never_ends_a_line_is_cut_off(serve) -> None:
    _, modem = await serve(lambda line: "x" * 100_000)

    with pytest.raises(ModemError, match="no line endings"):
        await modem.ask("AT")


async def test_a_closed_port_is_an_error() -> None:
    with pytest.raises(ModemError), claim_block("test_modem") as block:
        await Modem(f"socket://{block.network.network_address + 99}:7001").ask("AT")
