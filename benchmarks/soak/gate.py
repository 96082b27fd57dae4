"""A way to a server that can be blocked: what is sent is swallowed then, as by a firewall that drops packets."""

import asyncio
from contextlib import suppress


class Gate:
    """Listens on a port of its own. While `blocked`, nothing passes; what was cut off is reset when it opens again."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self.blocked = False
        self._far = port
        self._ends: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listens on a free port of loopback."""
        server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    def block(self) -> None:
        """From now on nothing passes."""
        self.blocked = True

    def open(self) -> None:
        """Lets new connections through; those that were cut off are reset. To be called in the loop."""
        self.blocked = False
        for end in list(self._ends):
            end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            while self.blocked:
                await asyncio.sleep(0.1)
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._far)
            self._ends.add(far_writer)
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
            self._ends.discard(far_writer)
        except OSError:
            writer.transport.abort()
        finally:
            self._ends.discard(writer)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(262_144):
                if self.blocked:
                    await self._hold(target)
                    return
                target.write(data)
                await target.drain()
        with suppress(OSError, RuntimeError):
            target.close()

    async def _hold(self, target: asyncio.StreamWriter) -> None:
        """Keeps the connection as it is, silent, until it is reset."""
        while self.blocked and not target.transport.is_closing():
            await asyncio.sleep(0.1)
