"""A session with a server: requests out, JSON in, and every failure named."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from nesy.errors import MissingDependency, ModelFailed
from nesy.models.server.address import Address, strike
from nesy.models.server.failures import failure, hint
from nesy.models.server.fields import clean, objects, parse
from nesy.models.server.wire import Answer, Wire


class Session:
    """What a model has on one event loop.

    Args:
        address: the server's.
        timeout: seconds that a request may take; None for no limit.

    Raises:
        ModelFailed: if OpenAI's key is not set.
    """

    def __init__(self, address: Address, timeout: float | None) -> None:
        self.loop = asyncio.get_running_loop()
        self._process = os.getpid()
        self.lock = asyncio.Lock()
        self._address, self._timeout, self._key = address, timeout, address.key()
        self._secrets = address.secrets(self._key)
        self._wire = Wire(address, self._key)

    async def post(self, path: str, body: dict[str, Any], model: str) -> str:
        """The text of the answer to a request.

        Raises:
            ModelFailed: if there is none, or if it is an error.
        """
        answer = await self._send("POST", path, body)
        if answer.status >= 300:
            raise await self._refused(answer, model)
        return answer.text

    async def models(self) -> list[tuple[str, str]]:
        """The names of the server's models and their owners; none if it keeps no list that can be read.

        Raises:
            ModelFailed: if the server cannot be reached, refuses the key, or fails.
        """
        answer = await self._send("GET", "/models", None)
        if answer.status < 300:
            return _listed(answer.text)
        failed = self._failed(answer)
        if not failed.transient and answer.status not in (401, 403):
            return []
        failed.hint = self._hint(answer, "", ()) or "say with `server` which kind of server it is"
        raise failed

    def leave(self) -> None:
        """Have the connections closed on their own loop; those of a process that this one was forked from stay its."""
        if self._process == os.getpid() and self.loop.is_running():
            asyncio.run_coroutine_threadsafe(self.close(), self.loop)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        """The answer to a request, without the secrets that it may repeat."""
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._wire.send(method, path, body)
        except TimeoutError as err:
            raise ModelFailed.passing(
                f"{self._address} gave no answer within {self._timeout or 0.0:g} s",
                hint="raise `timeout`, or ask for fewer tokens or samples a call",
            ) from err
        except (OSError, ValueError) as err:
            cause = clean(strike(str(err), self._secrets)) or type(err).__name__
            raise ModelFailed.passing(
                f"there is no answer from {self._address}: {cause}", hint="check that a server runs there"
            ) from err
        return Answer(answer.status, answer.headers, strike(answer.text, self._secrets))

    async def _refused(self, answer: Answer, model: str) -> ModelFailed:
        """The failure, with what the server has instead if it does not know the model."""
        failed = self._failed(answer)
        names: tuple[str, ...] = ()
        if not failed.transient and answer.status in (400, 404):
            try:
                names = tuple(name for name, _ in await self.models())
            except ModelFailed:
                # The hint stays general; the failure itself is raised all the same.
                names = ()
        failed.hint = self._hint(answer, model, names)
        return failed

    def _failed(self, answer: Answer) -> ModelFailed:
        return failure(answer.status, _body(answer), answer.headers, address=str(self._address))

    def _hint(self, answer: Answer, model: str, models: tuple[str, ...]) -> str | None:
        if 300 <= answer.status < 400:
            return f"give as `base_url` where it points to: {clean(answer.headers.get('location', ''))}"
        key_env, has_key = self._address.key_env, bool(self._key)
        return hint(answer.status, _body(answer), key_env=key_env, has_key=has_key, name=model, models=models)


def require() -> None:
    """Import the HTTP client, which takes a moment, where that holds up no other model.

    Raises:
        MissingDependency: if it is not installed.
    """
    try:
        import aiohttp  # noqa: F401
    except ImportError as err:
        raise MissingDependency(
            f"models on a server need the package aiohttp: {err}", hint="pip install 'nesy[llm]'"
        ) from err


def _body(answer: Answer) -> Any:
    """The JSON data of an error, or its text."""
    try:
        return json.loads(answer.text)
    except (ValueError, RecursionError):
        return answer.text


def _listed(text: str) -> list[tuple[str, str]]:
    try:
        models = objects(parse(text), "data")
    except ModelFailed:
        return []
    return [(clean(str(model.get("id", "")), 80), str(model.get("owned_by", ""))) for model in models]
