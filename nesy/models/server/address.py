"""Where a server is, and the key for it."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from nesy.errors import ModelFailed

OPENAI = "https://api.openai.com/v1"
KEY_ENV = "OPENAI_API_KEY"
"""The environment variable that holds the key for OpenAI's own service, unless another one is named."""
LEAST_SECRET = 8
"""Characters from which on a secret is struck out of texts; shorter ones are no secrets, and would maim them."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address, and the name of the environment variable that holds the key for it.

    Raises:
        ModelFailed: if the address is none of HTTP, or has a query.
    """

    url: str
    """May hold a name and a password, which are sent instead of a key and are not shown."""
    key_env: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ModelFailed(f"{self} is no address of a server", hint="give `base_url` like http://localhost:8000/v1")

    def __str__(self) -> str:
        """The address without name and password.

        >>> str(Address("http://me:secret@localhost:8000/v1"))
        'http://localhost:8000/v1'
        """
        parts = urlsplit(self.url)
        place = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{place}{parts.path}".rstrip("/")

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    @property
    def openai(self) -> bool:
        """True for OpenAI's own service."""
        return urlsplit(self.url).hostname == urlsplit(OPENAI).hostname

    def key(self) -> str:
        """The key; empty if the variable is not set.

        Raises:
            ModelFailed: if there is none and the service is OpenAI's, or if it can be no key.
        """
        key = os.environ.get(self.key_env, "").strip() if self.key_env else ""
        if not key and self.openai:
            raise ModelFailed(
                f"there is no key for {self}: the environment variable {self.key_env} is not set",
                hint=f"export {self.key_env}=…, or name another variable with `key_env`",
            )
        if not (key.isascii() and key.isprintable()):
            raise ModelFailed(f"the environment variable {self.key_env} holds characters that no key has")
        return key

    @property
    def basic(self) -> str:
        """Name and password as they are sent (RFC 7617); empty if the address has none."""
        parts = urlsplit(self.url)
        if parts.username is None and parts.password is None:
            return ""
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        return base64.b64encode(pair.encode()).decode()

    def secrets(self, key: str) -> tuple[str, ...]:
        """What no text may hold: the key, and the address's password in every form in which it is sent."""
        password = urlsplit(self.url).password or ""
        return tuple(s for s in (key, password, unquote(password), self.basic) if len(s) >= LEAST_SECRET)


def strike(text: str, secrets: tuple[str, ...]) -> str:
    """A text without secrets.

    >>> strike("wrong key sk-12345678", ("sk-12345678",))
    'wrong key ***'
    """
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
