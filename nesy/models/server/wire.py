"""Wire: requests to one server, and its answers, over connections that are kept open between calls."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from nesy.models.server.address import Address
from nesy.version import __version__

if TYPE_CHECKING:
    import aiohttp

MOST_BODY = 67_108_864
"""Bytes of an answer."""
KEEP = 4.0
"""Seconds that an idle connection is kept, less than the 5 after which common servers close it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer."""

    status: int
    headers: dict[str, str]
    """By their names in lower case."""
    text: str


class Wire:
    """A client on the running event loop. Proxies are those of the environment.

    The ``openai`` client carries the same requests at three to five times the processor time (1.5 ms a call over
    this very HTTP client, 2.6 ms over its own, beside 0.6 ms), and 64 calls at once leave a call 1.5 ms.

    Args:
        address: the server's.
        key: the key; may be empty.
    """

    def __init__(self, address: Address, key: str) -> None:
        self._address, self._key = address, key
        self._proxy = _proxy_for(str(address))
        self._client: aiohttp.ClientSession | None = None

    async def send(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        """The answer to a request. Redirections are not followed.

        Raises:
            OSError: if the server cannot be reached, or the connection breaks.
            ValueError: if what comes is no whole answer.
        """
        import aiohttp

        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        if self._client is None:
            self._client = self._opened()
        try:
            async with self._client.request(
                method, f"{self._address}{path}", data=data, allow_redirects=False, proxy=self._proxy
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, await _text(response))
        except aiohttp.ClientError as err:
            # The error holds the request with its key, so it is not chained.
            reason = str(err) or type(err).__name__
        raise ConnectionError(reason)

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _opened(self) -> aiohttp.ClientSession:
        import aiohttp

        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": f"nesy/{__version__}",
        }
        if self._address.basic:
            headers["Authorization"] = f"Basic {self._address.basic}"
        elif self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return aiohttp.ClientSession(
            headers=headers,
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP, ssl=ssl.create_default_context()),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )


def _proxy_for(url: str) -> str | None:
    """The environment's proxy for an address; asked once, as the client's own way of asking costs a thread a call."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


async def _text(response: aiohttp.ClientResponse) -> str:
    """The body as text.

    Raises:
        ValueError: if it is too long, packed, or no text.
    """
    # A packed answer could unpack to more than fits in memory.
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError("an answer in an encoding that was not asked for")
    if (response.content_length or 0) > MOST_BODY:
        raise ValueError(f"an answer of more than {MOST_BODY} bytes")
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > MOST_BODY:
            raise ValueError(f"an answer of more than {MOST_BODY} bytes")
    return body.decode("utf-8")
