"""A session with a server: requests out, JSON in, and every failure named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.request import getproxies

from nesy.errors import MissingDependency, ModelFailed
from nesy.models.server.address import Address, strike
from nesy.models.server.connections import Connections
from nesy.models.server.failures import failure, hint
from nesy.models.server.fields import clean, objects, parse

if TYPE_CHECKING:
    import openai

_NO_KEY = "none"
"""What is sent where no key is needed; the client insists on one."""


class Session:
    """An ``openai`` client on the running event loop.

    Raises:
        ModelFailed: if OpenAI's key is not set.
    """

    def __init__(self, address: Address, timeout: float | None) -> None:
        self.loop = asyncio.get_running_loop()
        self.lock = asyncio.Lock()
        self._address, self._timeout = address, timeout
        key = address.key()
        self._has_key, self._secrets = bool(key), address.secrets(key)
        self._client = _client(address, key)

    async def post(self, path: str, body: dict[str, Any], model: str) -> str:
        """The text of the answer to a request.

        Raises:
            ModelFailed: if there is none, or if it is an error.
        """
        import openai

        try:
            async with asyncio.timeout(self._timeout):
                text = await self._client.post(path, body=body, cast_to=str)
        except openai.APIStatusError as err:
            failed = await self._explained(err, model)
        except (TimeoutError, openai.OpenAIError) as err:
            raise self._unreached(err) from err
        else:
            return strike(text, self._secrets)
        # What the client's error says may hold the key, so it is not chained.
        raise failed

    async def models(self) -> list[tuple[str, str]]:
        """The names of the server's models and their owners; none if it keeps no list that can be read.

        Raises:
            ModelFailed: if the server cannot be reached, or refuses the key.
        """
        import openai

        try:
            async with asyncio.timeout(self._timeout):
                text = await self._client.get("/models", cast_to=str)
        except openai.APIStatusError as err:
            failed = self._failed(err)
            if not failed.transient and err.status_code not in (401, 403):
                return []
            failed.hint = self._hint(err, "", ()) or "say with `server` which kind of server it is"
        except (TimeoutError, openai.OpenAIError) as err:
            raise self._unreached(err) from err
        else:
            return _listed(text)
        raise failed

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _explained(self, err: openai.APIStatusError, model: str) -> ModelFailed:
        """The failure, with what the server has instead if it does not know the model."""
        failed = self._failed(err)
        names: tuple[str, ...] = ()
        if not failed.transient and err.status_code in (400, 404):
            try:
                names = tuple(name for name, _ in await self.models())
            except ModelFailed:
                # The hint stays general; the failure itself is raised all the same.
                names = ()
        failed.hint = self._hint(err, model, names)
        return failed

    def _failed(self, err: openai.APIStatusError) -> ModelFailed:
        headers = {name.lower(): value for name, value in err.response.headers.items()}
        return failure(err.status_code, _body(err), headers, address=str(self._address), secrets=self._secrets)

    def _hint(self, err: openai.APIStatusError, model: str, models: tuple[str, ...]) -> str | None:
        key_env, has_key = self._address.key_env, self._has_key
        text = hint(err.status_code, _body(err), key_env=key_env, has_key=has_key, name=model, models=models)
        return strike(text, self._secrets) if text else None

    def _unreached(self, err: Exception) -> ModelFailed:
        import openai

        if isinstance(err, TimeoutError | openai.APITimeoutError):
            return ModelFailed.passing(
                f"{self._address} gave no answer within {self._timeout:g} s",
                hint="raise `timeout`, or ask for fewer tokens or samples a call",
            )
        cause = clean(strike(str(err.__cause__ or err), self._secrets)) or type(err.__cause__ or err).__name__
        return ModelFailed.passing(
            f"there is no answer from {self._address}: {cause}", hint="check that a server runs there"
        )


def require() -> None:
    """Import the client, which takes a second, where that holds up no other model.

    Raises:
        MissingDependency: if it is not installed.
    """
    try:
        import openai  # noqa: F401
    except ImportError as err:
        raise MissingDependency(
            f"models on a server need the package openai: {err}", hint="pip install 'nesy[llm]'"
        ) from err


def _client(address: Address, key: str) -> openai.AsyncOpenAI:
    import openai

    proxies = getproxies()
    if any(proxies.get(scheme) for scheme in ("http", "https", "all")):
        http = openai.DefaultAsyncHttpxClient(timeout=None)
    else:
        http = openai.DefaultAsyncHttpxClient(timeout=None, transport=cast(Any, Connections()))
    client = openai.AsyncOpenAI(
        api_key=key or _NO_KEY, base_url=address.url, max_retries=0, timeout=None, http_client=http
    )
    if not address.openai:
        # The client reads these from the environment; they are nobody else's business.
        client.organization = client.project = None
    return client


def _body(err: openai.APIStatusError) -> Any:
    return err.response.text if err.body is None else err.body


def _listed(text: str) -> list[tuple[str, str]]:
    try:
        models = objects(parse(text), "data")
    except ModelFailed:
        return []
    return [(clean(str(model.get("id", "")), 80), str(model.get("owned_by", ""))) for model in models]
