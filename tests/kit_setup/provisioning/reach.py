"""Tries which ports of other machines let this one in: ``reach.py ADDRESS,… PORT,…``.

It prints those that answer, or refuse at once. What a firewall drops is given up after a while.
"""

import asyncio
import json
import sys

GIVEN_UP_AFTER_S = 6.0


async def lets_in(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(GIVEN_UP_AFTER_S):
            _, writer = await asyncio.open_connection(address, port)
    except ConnectionRefusedError:
        return True
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def tried(addresses: list[str], ports: list[int]) -> list[tuple[str, int]]:
    ways = [(address, port) for address in addresses for port in ports]
    open_ways = await asyncio.gather(*(lets_in(*way) for way in ways))
    return [way for way, is_open in zip(ways, open_ways, strict=True) if is_open]


if __name__ == "__main__":
    print(
        json.dumps(asyncio.run(tried(sys.argv[1].split(","), [*map(int, sys.argv[2].split(","))])))
    )
