"""OpenAI's Responses protocol: a call as a request, an answer as a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.errors import ModelFailed
from nesy.exchange import Usage
from nesy.models.base import Call, Sample
from nesy.models.server.constraints import Constraint
from nesy.models.server.fields import count, may, need, objects, shown, sum_logprobs
from nesy.models.server.kinds import Kind
from nesy.models.server.replies import Reply, samples

PATH = "/responses"


def request(model: str, call: Call, _kind: Kind, constraint: Constraint | None) -> dict[str, Any]:
    """The body of the request for a call of one sample. The server is asked to keep no copy."""
    decoding = call.decoding
    messages = [m.to_json() for m in call.prompt.messages]
    body: dict[str, Any] = {"model": model, "input": messages, "store": False, "stream": False}
    if decoding.temperature is not None:
        body["temperature"] = decoding.temperature
    if decoding.max_tokens is not None:
        body["max_output_tokens"] = decoding.max_tokens
    if decoding.logprobs:
        body["include"] = ["message.output_text.logprobs"]
    if constraint is not None and decoding.grammar is not None:
        body |= constraint.fields(decoding.grammar, "responses")
    return body


def read(data: Mapping[str, Any], call: Call, constraint: Constraint | None) -> list[Sample]:
    """The sample in an answer.

    Raises:
        ModelFailed: if the answer is not of the protocol's form, or says that it failed.
    """
    finish = _finish(data)
    used = may(data, "usage", dict, {})
    usage = Usage(count(used, "input_tokens"), count(used, "output_tokens"))
    return samples([_reply(objects(data, "output"), finish, constraint)], usage, call.decoding, constraint, call.n)


def _finish(data: Mapping[str, Any]) -> str:
    status = may(data, "status", str, "completed")
    if status == "incomplete":
        return may(may(data, "incomplete_details", dict, {}), "reason", str, "incomplete")
    if status != "completed":
        raise ModelFailed.passing(f"the server's answer is {shown(status)}: {shown(data.get('error'))}")
    return status


def _reply(items: list[Mapping[str, Any]], finish: str, constraint: Constraint | None) -> Reply:
    text, tokens, tool = "", list[Mapping[str, Any]](), constraint.tool if constraint else ""
    for item in items:
        if tool and item.get("type") == "custom_tool_call" and item.get("name") == tool:
            return Reply(need(item, "input", str), finish)
        for part in objects(item, "content", optional=True) if item.get("type") == "message" else ():
            if part.get("type") == "output_text":
                text += need(part, "text", str)
                tokens += objects(part, "logprobs", optional=True)
            elif part.get("type") == "refusal":
                finish = "refusal"
    return Reply(text, finish, sum_logprobs(tokens), not tool)
