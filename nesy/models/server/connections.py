"""Connections to a server, kept open between calls: the transport under the ``openai`` client.

The client's own transport costs a millisecond of processor time a call, which a hundred calls at
once cannot afford; this one speaks just the HTTP/1.1 that a JSON service needs.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any, cast

from nesy.models.server.http1 import AnswerReader

KEEP = 4.0
"""Seconds that an idle connection is kept, less than the 5 after which common servers close it."""


class Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    def __init__(self, pool: Connections) -> None:
        self._pool = pool
        self._reader = AnswerReader()
        self._answer: asyncio.Future[AnswerReader] | None = None
        self.transport: asyncio.Transport
        self.closed = False
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)
        self._pool.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the answer, if one is awaited."""
        self.closed = True
        self._pool.open.discard(self)
        if self._answer is not None and not self._answer.done():
            try:
                self._reader.end()
            except ValueError as err:
                self._answer.set_exception(exc if isinstance(exc, OSError) else err)
            else:
                self._answer.set_result(self._reader)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._answer is None or self._answer.done():
            # Nothing was asked, so nothing that comes can be trusted.
            self.transport.abort()
            return
        try:
            self._reader.feed(data)
        except ValueError as err:
            self._answer.set_exception(err)
            self.transport.abort()
        else:
            if self._reader.done:
                self._answer.set_result(self._reader)

    async def ask(self, request: bytes) -> AnswerReader:
        """The answer to a request; if it does not come, the connection is closed."""
        self._reader = AnswerReader()
        self._answer = asyncio.get_running_loop().create_future()
        if self.closed:
            raise ValueError("the connection was closed")
        self.transport.write(request)
        try:
            answer = await self._answer
        except BaseException:
            self.transport.abort()
            raise
        if not answer.reusable:
            self.transport.close()
        return answer


class Connections:
    """The open connections of one client; a transport for ``httpx``'s ``AsyncClient``."""

    def __init__(self) -> None:
        self.open: set[Connection] = set()
        self._idle: dict[tuple[str, str, int], list[Connection]] = {}
        self._context: Any = None

    async def handle_async_request(self, request: Any) -> Any:
        """The answer to a request of ``httpx``'s, read to its end."""
        http = sys.modules[type(request).__module__.partition(".")[0]]
        # A packed answer could unpack to more than fits in memory.
        request.headers["accept-encoding"] = "identity"
        text = _request(http, request, await request.aread())
        place = _place(request.url)
        connection = self._idle_one(place)
        if connection is None:
            try:
                connection = await self._connect(http, place)
            except OSError as err:
                raise http.ConnectError(str(err), request=request) from err
        try:
            answer = await connection.ask(text)
            _refuse_packed(answer)
        except (OSError, ValueError) as err:
            raise http.RemoteProtocolError(str(err), request=request) from err
        if answer.reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.setdefault(place, []).append(connection)
        return http.Response(answer.status, headers=answer.headers, content=bytes(answer.body), request=request)

    async def aclose(self) -> None:
        """Close all connections."""
        self._idle.clear()
        for connection in tuple(self.open):
            connection.transport.abort()
        while self.open:
            await asyncio.sleep(0)

    def _idle_one(self, place: tuple[str, str, int]) -> Connection | None:
        """A connection that can be used again; those that are too old are closed."""
        idle, now = self._idle.get(place, []), asyncio.get_running_loop().time()
        while idle:
            connection = idle.pop()
            if not connection.closed and not connection.transport.is_closing():
                if now - connection.idle_since <= KEEP:
                    return connection
                connection.transport.close()
        return None

    async def _connect(self, http: Any, place: tuple[str, str, int]) -> Connection:
        scheme, host, port = place
        if scheme == "https" and self._context is None:
            self._context = http.create_ssl_context()
        context = self._context if scheme == "https" else None
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(lambda: Connection(self), host, port, ssl=context))[1]


def _refuse_packed(answer: AnswerReader) -> None:
    for name, value in answer.headers:
        if name.lower() == b"content-encoding" and value.lower() not in (b"identity", b""):
            raise ValueError("an answer in an encoding that was not asked for")


def _place(url: Any) -> tuple[str, str, int]:
    return url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)


def _request(http: Any, request: Any, body: bytes) -> bytes:
    lines = [request.method.encode("ascii") + b" " + request.url.raw_path + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in request.headers.raw]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise http.LocalProtocolError("a header holds a line break", request=request)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
