"""OpenAI's Chat Completions protocol: a call as a request, an answer as samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.exchange import Usage
from nesy.models.base import Call, Sample
from nesy.models.server.constraints import Constraint
from nesy.models.server.fields import count, may, need, objects, sum_logprobs
from nesy.models.server.kinds import Kind
from nesy.models.server.replies import Reply, samples

PATH = "/chat/completions"


def request(model: str, call: Call, kind: Kind, constraint: Constraint | None) -> dict[str, Any]:
    """The body of the request for a call; a setting that was not made is not sent."""
    decoding = call.decoding
    body: dict[str, Any] = {"model": model, "messages": [m.to_json() for m in call.prompt.messages]}
    if call.n > 1:
        body["n"] = call.n
    if decoding.temperature is not None:
        body["temperature"] = decoding.temperature
    if decoding.max_tokens is not None:
        body[kind.limit] = decoding.max_tokens
    if decoding.stop:
        body["stop"] = list(decoding.stop)
    if decoding.seed is not None:
        body["seed"] = decoding.seed + call.first
    if decoding.logprobs:
        body["logprobs"] = True
    body |= kind.further(decoding)
    if constraint is not None and decoding.grammar is not None:
        body |= constraint.fields(decoding.grammar, "chat")
    return body


def read(data: Mapping[str, Any], call: Call, constraint: Constraint | None) -> list[Sample]:
    """The samples in an answer, ``call.n`` at most.

    Raises:
        ModelFailed: if the answer is not of the protocol's form.
    """
    replies = [_reply(choice, constraint) for choice in objects(data, "choices")]
    used = may(data, "usage", dict, {})
    usage = Usage(count(used, "prompt_tokens"), count(used, "completion_tokens"))
    return samples(replies, usage, call.decoding, constraint, call.n)


def _reply(choice: Mapping[str, Any], constraint: Constraint | None) -> Reply:
    message = need(choice, "message", dict)
    finish = may(choice, "finish_reason", str, "unknown")
    tokens = objects(may(choice, "logprobs", dict, {}), "content", optional=True)
    logprob = sum_logprobs(tokens)
    if constraint is not None and constraint.tool:
        for call in objects(message, "tool_calls", optional=True):
            tool = may(call, "custom", dict, {})
            if tool.get("name") == constraint.tool:
                done = "stop" if finish == "tool_calls" else finish
                return Reply(need(tool, "input", str), done, logprob)
    if message.get("refusal"):
        finish = "refusal"
    bound = constraint is None or not constraint.tool
    return Reply(may(message, "content", str, ""), finish, logprob, bound)
