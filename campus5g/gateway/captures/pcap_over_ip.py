"""Capture points served as pcap-over-IP: a TCP connection that carries pcap or pcapng."""

import asyncio
import socket
from typing import Self

from campus5g.gateway.captures.packet_source import CapturePointError, PacketSource
from campus5g.language import t

CONNECT_S = 10.0


class PcapOverIp(PacketSource):
    """A connection to one capture point, live once `connect` returns."""

    speaks = "pcap-over-IP"

    @classmethod
    async def connect(cls, host: str, port: int) -> Self:
        """Connect and wait for the stream's header: from then on nothing is missed.

        Raises:
            CapturePointError: no answer, no header within 5 s, or other bytes than pcap.
        """
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.setblocking(False)
        point: Self | None = None
        opened = False
        try:
            async with asyncio.timeout(CONNECT_S):
                await loop.sock_connect(connection, (host, port))
                point = cls(connection)
                await point.started()
            opened = True
        except TimeoutError as error:
            raise CapturePointError(
                t(fr="il n’envoie pas d’en-tête de capture", en="it does not send a capture header")
            ) from error
        except OSError as error:
            raise CapturePointError(error.strerror or str(error)) from error
        finally:
            if point is None:
                connection.close()
            elif not opened:
                point.close()
        return point
