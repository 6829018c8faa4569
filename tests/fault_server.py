"""A server on loopback that speaks OpenAI's protocol and fails as a seeded plan says.

Run as a program it serves until its standard input ends, and prints its address first.
"""

import argparse
import asyncio
import json
import random
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from time import monotonic, sleep, time
from urllib.parse import urlsplit

FAULTS = (
    *("429", "429-after", "429-date", "500", "503"),
    *("slow", "broken", "shape", "closed", "half", "fewer", "more", "empty"),
)
STATUS = {"429": 429, "429-after": 429, "429-date": 429, "500": 500, "503": 503}
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}


@dataclass(frozen=True)
class Plan:
    """What goes wrong and how often; the same prompt's same attempt always meets the same fault."""

    rate: float = 0.0
    faults: tuple[str, ...] = FAULTS
    seed: int = 0
    latency: float = 0.0
    slow: float = 3.0
    """Seconds that a slow answer takes."""
    after: float = 0.01
    """Seconds that a 429 asks to wait."""
    owner: str = "fault-server"
    """What the list of models says about who owns them."""
    key: str = ""
    """The API key that is asked for; none if empty."""
    always: str = ""
    """A fault that strikes each time."""
    unlisted: int = 0
    """The status with which the list of models is refused; 0 if it is not."""
    moved: str = ""
    """Where requests are sent on to."""
    packed: bool = False
    """Answers call themselves packed."""
    echo: bool = False
    """A refused key is repeated in the error, and an accepted one in the answers."""

    def fault(self, prompt: str, attempt: int) -> str:
        if self.always or not self.rate:
            return self.always
        draw = random.Random(f"{self.seed}:{prompt}:{attempt}")
        return draw.choice(self.faults) if draw.random() < self.rate else ""


@dataclass
class Log:
    """What the server saw. Read it from any thread: each list and counter is only added to."""

    requests: Counter[str] = field(default_factory=Counter)
    """Requests a prompt."""
    faults: Counter[str] = field(default_factory=Counter)
    bodies: list[dict] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    serials: dict[int, str] = field(default_factory=dict)
    """The prompt of each choice in a whole answer, by its serial number."""
    connections: int = 0
    most_at_once: int = 0
    at_once: int = 0


class FaultServer:
    """``with FaultServer(Plan(rate=0.3)) as server: ... server.url``."""

    def __init__(self, plan: Plan = Plan(), answer=None, keep: bool = True, tls=None):
        self.plan, self.log, self.keep, self._tls = plan, Log(), keep, tls
        self.answer = answer or (lambda prompt, serial: f"{prompt} -> {serial}")
        self._serial = 0
        self._open: set[Connection] = set()

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-server")
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), self._loop).result()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def start(self):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(partial(Connection, self), "127.0.0.1", 0, backlog=512, ssl=self._tls)
        self.url = f"http{'s' if self._tls else ''}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def stop(self):
        self._server.close()
        await self._drop()
        await self._server.wait_closed()

    async def _drop(self):
        for connection in list(self._open):
            connection.transport.abort()
        while self._open:
            await asyncio.sleep(0)

    def drop_all(self):
        """Close every connection."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result()
        sleep(0.1)

    def quiet(self, seconds: float = 3.0) -> bool:
        """True as soon as no client is connected; False if that takes too long."""
        end = monotonic() + seconds
        while self._open and monotonic() < end:
            sleep(0.01)
        return not self._open

    def choices(self, prompt: str, n: int) -> list[tuple[int, str]]:
        first, self._serial = self._serial, self._serial + n
        return [(s, self.answer(prompt, s)) for s in range(first, first + n)]


class Connection(asyncio.Protocol):
    """One client's connection; requests on it are answered one after the other."""

    def __init__(self, server: FaultServer):
        self.server, self.plan, self.log, self.data = server, server.plan, server.log, b""

    def connection_made(self, transport):
        self.transport = transport
        self.server._open.add(self)
        self.log.connections += 1

    def connection_lost(self, exc):
        self.server._open.discard(self)

    def data_received(self, data):
        self.arrival = asyncio.get_running_loop().time()
        self.data += data
        head, blank, rest = self.data.partition(b"\r\n\r\n")
        if not blank:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        if len(rest) >= length:
            self.data = rest[length:]
            _, path, _ = lines[0].split(" ")
            if self.server.keep:
                self.log.headers.append(head.decode("latin-1"))
                self.log.paths.append(path)
            self.route(path, headers, rest[:length])

    def route(self, path, headers, body):
        path = urlsplit(path).path
        key = headers.get("authorization", "").partition(" ")[2]
        if self.plan.key and key != self.plan.key:
            self.transport.write(error(401, f"wrong key {key if self.plan.echo else ''}")[0])
        elif self.plan.moved:
            self.transport.write(error(308, "moved", f"Location: {self.plan.moved}\r\n")[0])
        elif path == "/v1/models" and self.plan.unlisted:
            self.transport.write(error(self.plan.unlisted, "no list")[0])
        elif path == "/v1/models":
            models = [{"id": "tiny", "object": "model", "owned_by": self.plan.owner}]
            self.transport.write(http(200, json.dumps({"object": "list", "data": models})))
        elif path in ("/v1/chat/completions", "/v1/responses"):
            self.complete(json.loads(body), responses=path == "/v1/responses")
        else:
            self.transport.write(error(404, f"no such path: {path}")[0])

    def complete(self, request, responses):
        messages = request["input"] if responses else request["messages"]
        prompt, n = messages[-1]["content"], request.get("n", 1)
        log = self.log
        log.requests[prompt] += 1
        fault = self.plan.fault(prompt, log.requests[prompt])
        log.faults[fault] += 1
        log.at_once += 1
        log.most_at_once = max(log.most_at_once, log.at_once)
        if self.server.keep:
            log.bodies.append(request)
        delay = self.plan.slow if fault == "slow" else self.plan.latency
        if request.get("model") != "tiny":
            delay, reply = 0.0, error(404, f"there is no model {request.get('model')!r}")
        else:
            reply = self.reply(request, prompt, n, fault, responses)
        asyncio.get_running_loop().call_at(self.arrival + delay, self.finish, *reply)

    def reply(self, request, prompt, n, fault, responses):
        """The bytes of the answer, how they are to end, and the serial numbers that they carry to whom."""
        if fault in STATUS:
            after = {"429-after": f"{self.plan.after}", "429-date": formatdate(time() + 1, usegmt=True)}.get(fault)
            return error(STATUS[fault], "try again", f"Retry-After: {after}\r\n" if after else "")
        if fault == "closed":
            return b"", True, {}
        if fault == "shape":
            return http(200, json.dumps({"choices": "none", "output": 3})), False, {}
        number = {"fewer": max(1, n // 2), "more": n + 1, "empty": 0}.get(fault, n)
        choices = self.server.choices(prompt, number)
        body = json.dumps((responses_body if responses else chat_body)(request, choices))
        if fault == "broken":
            return http(200, body[: len(body) // 2]), False, {}
        if fault == "half":
            return http(200, body)[: -len(body) // 2], True, {}
        headers = "Content-Encoding: gzip\r\n" if self.plan.packed else ""
        return http(200, body, headers), False, {serial: prompt for serial, _ in choices}

    def finish(self, data, close, serials):
        self.log.at_once -= 1
        if not self.transport.is_closing():
            self.log.serials.update(serials)
            self.transport.write(data)
            if close:
                self.transport.close()


def http(status, body, headers=""):
    """An answer's bytes."""
    head = f"HTTP/1.1 {status} {REASONS.get(status, 'Fault')}\r\nContent-Type: application/json\r\n{headers}"
    data = body.encode()
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


def error(status, message, headers=""):
    """An error's bytes; the connection stays open."""
    return http(status, json.dumps({"error": {"message": message, "type": "fault", "code": None}}), headers), False, {}


def chat_body(request, choices):
    """The body of a chat completion."""
    many = [
        {"index": i, "finish_reason": "stop", "message": message(request, text), **chat_logprobs(request)}
        for i, (_, text) in enumerate(choices)
    ]
    usage = {"prompt_tokens": 7, "completion_tokens": 5 * len(choices) + 1, "total_tokens": 5 * len(choices) + 8}
    return {"id": "c", "object": "chat.completion", "model": "tiny", "choices": many, "usage": usage}


def message(request, text):
    """An assistant's message: a call of the tool if one was forced."""
    if "tool_choice" not in request:
        return {"role": "assistant", "content": text}
    name = request["tool_choice"]["custom"]["name"]
    call = {"id": "t", "type": "custom", "custom": {"name": name, "input": text}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def chat_logprobs(request):
    """Two tokens of probability 1/e each, if asked for."""
    tokens = [{"token": "a", "logprob": -1.0}, {"token": "b", "logprob": -1.0}]
    return {"logprobs": {"content": tokens}} if request.get("logprobs") else {}


def responses_body(request, choices):
    """The body of a response."""
    text = "".join(text for _, text in choices[:1])
    if "tool_choice" in request:
        name = request["tool_choice"]["name"]
        item = {"type": "custom_tool_call", "call_id": "t", "name": name, "input": text}
    else:
        tokens = chat_logprobs({"logprobs": "include" in request}).get("logprobs", {}).get("content", [])
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": tokens}
        item = {"type": "message", "role": "assistant", "content": [part]}
    reasoning = {"type": "reasoning", "summary": []}
    usage = {"input_tokens": 7, "output_tokens": 6, "total_tokens": 13}
    return {"id": "r", "object": "response", "status": "completed", "output": [reasoning, item], "usage": usage}


def main():
    """Serve until standard input ends; then print the log's figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slow", type=float, default=3.0)
    options = parser.parse_args()
    with FaultServer(Plan(**vars(options)), keep=False) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
        log = server.log
        figures = {"requests": sum(log.requests.values()), "faults": log.faults, "connections": log.connections}
        sys.stdout.write(json.dumps({**figures, "most_at_once": log.most_at_once}))


if __name__ == "__main__":
    main()
