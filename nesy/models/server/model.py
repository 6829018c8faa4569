"""ServerModel: a language model behind any server that speaks OpenAI's protocol."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nesy.errors import ModelFailed, UnknownName
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.models.server import chat, constraints, kinds, responses
from nesy.models.server.address import KEY_ENV, OPENAI, Address
from nesy.models.server.fields import parse
from nesy.models.server.session import Session, require


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a call becomes a request, and an answer samples."""

    name: str
    path: str
    request: Callable[[str, Call, kinds.Kind, constraints.Constraint | None], dict[str, Any]]
    read: Callable[[Mapping[str, Any], Call, constraints.Constraint | None], list[Sample]]


CHAT = Protocol("chat", chat.PATH, chat.request, chat.read)
RESPONSES = Protocol("responses", responses.PATH, responses.request, responses.read)


class ServerModel(LanguageModel):
    """A model behind a hosted service, vLLM, SGLang, llama.cpp's server, Ollama or another server of the protocol.

    Args:
        name: the model's name on the server.
        base_url: the server's address, which ends in ``/v1`` for most; OpenAI's own if none is given.
        key_env: the environment variable that holds the key, which is read when the first call is made. OpenAI's own
            service has ``OPENAI_API_KEY`` if none is named; no other server is sent a key that was not named for it.
        server: ``openai``, ``vllm``, ``sglang``, ``llamacpp``, ``ollama``, ``transformers``, ``plain`` for any
            other, or ``auto`` to find out from the address and the server's list of models.
        api: ``chat`` for Chat Completions, ``responses`` for Responses, ``auto`` for Chat Completions, which can
            draw several samples in one request.
        constraint: the way in which a grammar binds the model, by the name that samples carry; ``auto`` for the
            server's best, ``none`` for none.
        timeout: seconds that a request may take as a whole; None for no limit.
        extra: further fields of every request, such as ``{"top_p": 0.9}``.

    Raises:
        UnknownName: if there is no such kind of server, protocol or way to bind it.
        ModelFailed: if ``base_url`` is no address.
        MissingDependency: if the package ``aiohttp`` is not installed.
    """

    needs = ("aiohttp",)
    """The packages that it needs beyond the base install."""
    extra = "llm"
    """The extra that installs them."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        key_env: str = "",
        server: str = "auto",
        api: str = "auto",
        constraint: str = "auto",
        timeout: float | None = 120.0,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        require()
        self.name = name
        address = Address(base_url or OPENAI, key_env)
        self._address = replace(address, key_env=KEY_ENV) if address.openai and not key_env else address
        if api not in ("auto", "chat", "responses"):
            raise UnknownName(f"there is no protocol {api!r}", expected=("auto", "chat", "responses"))
        if constraint not in ("auto", "none"):
            constraints.find(constraint)
        self._asked = {"server": server, "api": api, "constraint": constraint, "extra": dict(extra or {})}
        self._protocol = RESPONSES if api == "responses" else CHAT
        self._constraint, self._timeout = constraint, timeout
        self._extra = dict(extra or {})
        self._kind = self._kind_of(server)
        self._session: Session | None = None

    def __repr__(self) -> str:
        return f"ServerModel({self.name!r}, base_url={str(self._address)!r})"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do. Before the first call, a server that is to be found out is taken for a plain one."""
        kind = self._kind or kinds.kind("plain")
        return kind.capabilities(self._protocol.name, self._ways(kind))

    @property
    def identity(self) -> str:
        """Its name, its address and what it was asked to be, as JSON text."""
        return json.dumps({"model": self.name, "base_url": str(self._address), **self._asked}, sort_keys=True)

    @property
    def settings(self) -> dict[str, Any]:
        """Model, address, kind of server, protocol, way to bind it, and further fields of its requests."""
        server = self._kind.name if self._kind else "auto"
        settings = {"model": self.name, "base_url": str(self._address), "server": server, "api": self._protocol.name}
        return {**settings, "constraint": self._constraint, "extra": self._extra}

    async def complete(self, call: Call) -> list[Sample]:
        """Exactly ``call.n`` samples, from one request where the server can draw several, else from one each.

        Raises:
            ModelFailed: if they cannot be had.
        """
        session = self._here()
        kind = self._kind or await self._found(session)
        if call.n == 1 or kind.capabilities(self._protocol.name, ()).many:
            return await self._drawn(session, kind, call)
        parts = [call.part(call.first + i, 1) for i in range(call.n)]
        done = await asyncio.gather(*(self._drawn(session, kind, p) for p in parts), return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result
        return [sample for result in done if not isinstance(result, BaseException) for sample in result]

    async def aclose(self) -> None:
        """Close the connections. A later call opens new ones."""
        session, self._session = self._session, None
        if session is not None and session.loop is asyncio.get_running_loop():
            await session.close()

    async def _drawn(self, session: Session, kind: kinds.Kind, call: Call) -> list[Sample]:
        """The samples of a call. A server that gives fewer than asked is asked again for the others."""
        samples: list[Sample] = []
        while len(samples) < call.n:
            part = call.part(call.first + len(samples), call.n - len(samples))
            more = await self._asked_for(session, kind, part)
            if not more:
                raise ModelFailed.passing(f"{self._address} answered without a sample")
            samples += more
        return samples

    async def _asked_for(self, session: Session, kind: kinds.Kind, call: Call) -> list[Sample]:
        """The samples that one request gives."""
        protocol = self._protocol
        way = constraints.choose(self._ways(kind), call.decoding.grammar)
        body = protocol.request(self.name, call, kind, way) | self._extra
        return protocol.read(parse(await session.post(protocol.path, body, self.name)), call, way)

    def _ways(self, kind: kinds.Kind) -> tuple[str, ...]:
        if self._constraint == "auto":
            return kind.constraints
        return () if self._constraint == "none" else (self._constraint,)

    def _kind_of(self, server: str) -> kinds.Kind | None:
        """The kind of server, as far as it is known without asking."""
        if server != "auto":
            return kinds.kind(server)
        return kinds.kind("openai") if self._address.openai else None

    async def _found(self, session: Session) -> kinds.Kind:
        """The kind of server that its list of models tells; it is asked once."""
        async with session.lock:
            if self._kind is None:
                self._kind = kinds.kind_of(tuple(owner for _, owner in await session.models()))
            return self._kind

    def _here(self) -> Session:
        """The session on the running event loop; a forked process has a loop of its own."""
        if self._session is None or self._session.loop is not asyncio.get_running_loop():
            if self._session is not None:
                self._session.leave()
            self._session = Session(self._address, self._timeout)
        return self._session
