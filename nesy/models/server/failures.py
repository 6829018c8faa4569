"""What a server's refusal means: whether to try again, when, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

from nesy.errors import ModelFailed
from nesy.models.server.fields import clean

PASSING = (408, 409, 425, 429)
"""Statuses below 500 after which the same call may succeed."""
LASTING = (501, 505, 511)
"""Statuses from 500 on after which it does not."""

_NO_MONEY = ("insufficient_quota", "billing_hard_limit_reached")
_TOO_LONG = ("context length", "context_length", "context size", "context window", "too many tokens", "max_model_len")


def failure(status: int, body: Any, headers: Mapping[str, str], *, address: str) -> ModelFailed:
    """The error for an answer with a status of 300 or more; its hint is left to :func:`hint`.

    Args:
        status: the HTTP status.
        body: the answer's JSON data, or its text.
        headers: the answer's headers, with names in lower case.
        address: the server's, as it may be shown.
    """
    message = f"{address} answered {status}: {clean(words(body), 300) or 'nothing'}"
    lasting = status in LASTING or code(body) in _NO_MONEY
    if (status in PASSING or status >= 500) and not lasting:
        return ModelFailed.passing(message, retry_after=retry_after(headers))
    return ModelFailed(message)


def words(body: Any) -> str:
    """What the server says is wrong.

    >>> words({"error": {"message": "no such model"}})
    'no such model'
    """
    while isinstance(body, dict):
        inner = next((body[k] for k in ("error", "message", "detail") if body.get(k)), None)
        if inner is None:
            return json.dumps(body)
        body = inner
    return body if isinstance(body, str) else "" if body is None else json.dumps(body)


def code(body: Any) -> str:
    """The server's code for what is wrong; empty if it gives none."""
    inner = body.get("error", body) if isinstance(body, dict) else None
    return str(inner.get("code") or inner.get("type") or "") if isinstance(inner, dict) else ""


def parameter(body: Any) -> str:
    """The parameter that the server does not like; empty if it names none."""
    inner = body.get("error", body) if isinstance(body, dict) else None
    return str(inner.get("param") or "") if isinstance(inner, dict) else ""


def hint(status: int, body: Any, *, key_env: str, has_key: bool, name: str, models: tuple[str, ...]) -> str | None:
    """How to mend it, as far as the status and the server's words tell."""
    said = words(body).lower()
    if status in (401, 403) and not has_key:
        return f"the environment variable {key_env} is not set" if key_env else "`key_env` names no variable with a key"
    if status in (401, 403):
        return f"the key in the environment variable {key_env} was not accepted"
    if any(sign in said for sign in _TOO_LONG):
        return "the prompt with `max_tokens` is longer than the model can read: shorten one of them"
    if code(body) in _NO_MONEY:
        return "the account has no credit left"
    if models and name not in models:
        return clean(f"the server has {', '.join(models)}", 300)
    if status in (404, 405):
        return "check the model's name and `base_url`, which ends in /v1 for most servers"
    if parameter(body):
        return f"the model does not take this {clean(parameter(body), 40)!r}: leave it out or change it"
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds after which the server asks to be called again, from ``retry-after-ms`` or ``Retry-After``.

    >>> retry_after({"retry-after": "2"})
    2.0
    """
    for name, unit in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        try:
            seconds = float(value) * unit
        except ValueError:
            continue
        if isfinite(seconds) and seconds >= 0.0:
            return seconds
    return _until(headers.get("retry-after", ""))


def _until(date: str) -> float | None:
    """Seconds until an HTTP date (RFC 9110, section 5.6.7)."""
    try:
        then = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError):
        return None
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
