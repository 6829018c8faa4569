"""Calls of a model on a server: nothing is lost or doubled under faults, and 64 calls at once keep 64 busy.

The server is ``tests/fault_server.py``. Throughput is measured against a server in a process of its own, in rounds:
a bare client, which writes ready bytes and counts those that come back; 64 callers of nesy, each of which makes
its calls one after another; one call of nesy for all prompts together, of which 64 are at work; the bare client
again. Connections are opened by one call each before the clock starts; the clock stops with the last answer. The
ideal is what the bare client reaches on the same machine at the same time. The nominal one, 64 calls every
100 ms, is printed as well: its share also counts what the server and the machine's timers add to the 100 ms.

    python benchmarks/model_calls.py [--calls 1000] [--rounds 5]
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fault_server import FaultServer, Plan  # noqa: E402

from nesy.models import loop  # noqa: E402
from nesy.models.base import Call, Decoding, LanguageModel, Prompt  # noqa: E402
from nesy.models.server.model import ServerModel  # noqa: E402
from nesy.models.wrappers.bounded import Bounded  # noqa: E402
from nesy.models.wrappers.metered import Metered, account  # noqa: E402
from nesy.models.wrappers.retrying import Retrying  # noqa: E402

AT_ONCE = 64
LATENCY = 0.1
BAR = 0.95
TEXT = "Every rompus is kind and no yumpus is a wumpus. " * 20


def composed(url: str, **settings: Any) -> LanguageModel:
    """A model as ``nesy.model`` composes it, without a cache."""
    backend = ServerModel("tiny", base_url=url, key_env="", server="vllm", **settings)
    return Retrying(Bounded(Metered(backend), AT_ONCE), 12, 0.02, 0.2)


def faults(calls: int, rate: float, seed: int) -> bool:
    """Print what becomes of calls of which a share fails."""
    n, prompts = 3, [f"prompt {i}" for i in range(calls)]
    with FaultServer(Plan(rate=rate, seed=seed, slow=1.5), keep=False) as server:
        model = composed(server.url, timeout=1.0)
        start = time.perf_counter()
        done = model.generate(prompts, n=n)
        seconds = time.perf_counter() - start
        model.close()
    serials = [[int(s.text.rpartition(" ")[2]) for s in samples] for samples in done]
    flat = [s for several in serials for s in several]
    lost = sum(max(0, n - len(several)) for several in serials)
    doubled = len(flat) - len(set(flat)) + sum(max(0, len(several) - n) for several in serials)
    foreign = sum(server.log.serials.get(s) != p for p, several in zip(prompts, serials, strict=True) for s in several)
    struck = {name: number for name, number in sorted(server.log.faults.items()) if name}
    print(
        f"{calls} calls of {n} samples, {sum(struck.values())} of {sum(server.log.requests.values())} requests struck"
    )
    print(f"  faults: {json.dumps(struck)}")
    print(f"  samples lost {lost}, doubled {doubled}, of another prompt {foreign}; {seconds:.1f} s")
    print(f"  account: {account(model)}")
    return not (lost or doubled or foreign)


@contextmanager
def server_process() -> Iterator[str]:
    """The address of a server in a process of its own."""
    command = [sys.executable, str(ROOT / "tests" / "fault_server.py"), "--latency", str(LATENCY)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait()


class Bare(asyncio.Protocol):
    """A caller that writes ready bytes and counts the bytes that come back."""

    def __init__(self, request: bytes, times: int) -> None:
        self.request, self.left = request, times
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def ask(self) -> None:
        self.wanted = 0
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.wanted:
            head, _, _ = data.partition(b"\r\n\r\n")
            self.wanted = len(head) + 4 + int(head.rpartition(b"Content-Length: ")[2].split(b"\r\n")[0])
        self.wanted -= len(data)
        if self.wanted > 0:
            return
        self.left -= 1
        if self.left:
            self.ask()
        else:
            self.transport.close()
            self.done.set_result(None)


async def bare(url: str, times: int) -> float:
    """Calls a second of the bare client."""
    port = int(url.split(":")[2].partition("/")[0])
    body = json.dumps({"model": "tiny", "messages": [{"role": "user", "content": TEXT}]}).encode()
    request = b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Bare(request, times), "127.0.0.1", port) for _ in range(AT_ONCE)]
    start = time.perf_counter()
    for _, caller in made:
        caller.ask()
    await asyncio.gather(*(caller.done for _, caller in made))
    return AT_ONCE * times / (time.perf_counter() - start)


def callers(url: str, times: int) -> tuple[float, float]:
    """Calls a second of 64 callers through nesy, and milliseconds of processor time a call."""
    model, call = composed(url), Call(Prompt.of(TEXT), Decoding())

    async def caller() -> None:
        for _ in range(times):
            await model.complete(call)

    async def work() -> None:
        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))

    return timed(model, times, lambda: loop.run(work()))


def together(url: str, times: int) -> tuple[float, float]:
    """The same for all prompts in one call of ``generate``."""
    model = composed(url)
    return timed(model, times, lambda: model.generate([TEXT] * (AT_ONCE * times), n=1))


def timed(model: LanguageModel, times: int, work: Callable[[], object]) -> tuple[float, float]:
    """Calls a second of some work, and milliseconds of processor time a call."""
    model.generate([TEXT] * AT_ONCE, n=1)
    busy, start = time.process_time(), time.perf_counter()
    work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    model.close()
    return AT_ONCE * times / seconds, 1000 * busy / (AT_ONCE * times)


def throughput(times: int, rounds: int) -> bool:
    """Print the throughput of 64 calls at once."""
    ways, shares = {"64 callers": callers, "all together": together}, {}
    print(f"{AT_ONCE} calls at once, {LATENCY * 1000:.0f} ms latency, {AT_ONCE * times} calls a round; calls a second:")
    print(f"  {'':14} {'bare':>6} {'nesy':>6} {'of bare':>8} {'of nominal':>11}  ms processor a call")
    with server_process() as url:
        for _ in range(rounds):
            before = asyncio.run(bare(url, times))
            figures = {name: way(url, times) for name, way in ways.items()}
            ideal = statistics.mean([before, asyncio.run(bare(url, times))])
            for name, (rate, cost) in figures.items():
                nominal = rate * LATENCY / AT_ONCE
                shares.setdefault(name, []).append((rate / ideal, nominal))
                print(f"  {name:14} {ideal:6.0f} {rate:6.0f} {rate / ideal:8.1%} {nominal:11.1%}  {cost:.2f}")
    medians = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in shares.items()}
    for name, (of_bare, of_nominal) in medians.items():
        print(f"  median, {name}: {of_bare:.1%} of bare, {of_nominal:.1%} of nominal; bar {BAR:.0%} of bare")
    return medians["64 callers"][0] >= BAR


def main() -> None:
    """Run both parts; the exit status tells whether the bars were met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000, help="calls under faults")
    parser.add_argument("--rate", type=float, default=0.3, help="share of requests that a fault strikes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=40, help="calls of each of the 64 callers a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    whole = faults(options.calls, options.rate, options.seed)
    fast = throughput(options.times, options.rounds)
    sys.exit(not (whole and fast))


if __name__ == "__main__":
    main()
