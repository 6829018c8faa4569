"""Bounded, Retrying and Metered: each alone, and together as ``nesy.model`` composes them."""

import asyncio
import threading
from dataclasses import FrozenInstanceError

import pytest

from nesy.errors import ModelFailed, Unsupported
from nesy.exchange import Usage
from nesy.models import loop
from nesy.models.base import Call, Capabilities, Decoding, LanguageModel, Prompt, Sample
from nesy.models.wrappers.bounded import Bounded
from nesy.models.wrappers.metered import Account, Metered, Prices, account
from nesy.models.wrappers.retrying import PATIENCE, Retrying


class Scripted(LanguageModel):
    """Fails as it is told, then answers; says what was asked for, and how much of it at one time."""

    name = "scripted"

    def __init__(self, *failures, many=True, seconds=0.0):
        self.failures, self.seconds = list(failures), seconds
        self._capabilities = Capabilities(many=many, grammars=("some-way",))
        self.calls, self.at_once, self.most_at_once, self.closed = [], 0, 0, False

    @property
    def capabilities(self):
        return self._capabilities

    @property
    def identity(self):
        return "scripted at home"

    @property
    def settings(self):
        return {"model": "scripted", "temper": "mild"}

    def samples_by_default(self, prompt):
        return 2

    async def complete(self, call):
        self.calls.append((call.first, call.n))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds)
            if self.failures:
                failure = self.failures.pop(0)
                if failure is not None:
                    raise failure
        finally:
            self.at_once -= 1
        return [Sample(f"{call.first + i}", usage=Usage(10 * (i == 0), 2)) for i in range(call.n)]

    async def aclose(self):
        self.closed = True


class Clock:
    """Sleeps no time, and keeps what was asked for."""

    def __init__(self):
        self.waits = []

    async def sleep(self, seconds):
        self.waits.append(seconds)


def passing(retry_after=None):
    return ModelFailed.passing("busy", retry_after=retry_after, hint="wait")


def complete(model, n=1, first=0):
    return loop.run(model.complete(Call(Prompt.of("p"), Decoding(), n, first)))


@pytest.mark.parametrize("wrap", [lambda m: Bounded(m, 2), lambda m: Retrying(m, 1), Metered])
def test_a_wrapper_is_its_inner_model_to_the_outside(wrap):
    inner = Scripted()
    wrapped = wrap(inner)
    assert wrapped.inner is inner
    assert (wrapped.name, wrapped.identity) == ("scripted", "scripted at home")
    assert (wrapped.settings, wrapped.capabilities) == (inner.settings, inner.capabilities)
    assert [s.text for s in wrapped.generate(["p"])[0]] == ["0", "1"]
    wrapped.close()
    assert inner.closed


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_no_more_calls_than_the_limit_are_at_work(limit):
    inner = Scripted(seconds=0.002)
    done = Bounded(inner, limit).generate(["p"] * 20)
    assert len(done) == len(inner.calls) == 20
    assert inner.most_at_once == min(limit, 20)


def test_a_failed_or_cancelled_call_gives_its_slot_back():
    inner = Scripted(ModelFailed("no"), seconds=0.01)
    bounded = Bounded(inner, 1)
    with pytest.raises(ModelFailed):
        complete(bounded)

    async def cancelled():
        task = asyncio.create_task(bounded.complete(Call(Prompt.of("p"), Decoding())))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    loop.run(cancelled())
    assert complete(bounded)


def test_slots_belong_to_the_running_loop():
    bounded = Bounded(Scripted(seconds=0.001), 1)
    assert complete(bounded)
    assert asyncio.run(bounded.complete(Call(Prompt.of("p"), Decoding())))


def test_a_limit_lets_something_through():
    with pytest.raises(ValueError, match="1 or more"):
        Bounded(Scripted(), 0)


@pytest.mark.parametrize("failures", range(5))
def test_a_passing_failure_is_tried_again(failures):
    inner, clock = Scripted(*[passing() for _ in range(failures)]), Clock()
    assert [s.text for s in complete(Retrying(inner, 4, sleep=clock.sleep), 3, first=2)] == ["2", "3", "4"]
    assert inner.calls == [(2, 3)] * (failures + 1)
    assert len(clock.waits) == failures


def test_waits_grow_are_jittered_and_bounded():
    waits = []
    for _ in range(200):
        clock = Clock()
        complete(Retrying(Scripted(*[passing() for _ in range(8)]), 8, 0.5, 4.0, sleep=clock.sleep))
        waits.append(clock.waits)
    for k, column in enumerate(zip(*waits, strict=True)):
        longest = min(4.0, 0.5 * 2**k)
        assert max(column) <= longest
        # Full jitter: evenly drawn from 0 on, so that 200 draws spread over the whole range.
        assert min(column) < 0.2 * longest
        assert max(column) > 0.8 * longest
        assert 0.35 * longest < sum(column) / len(column) < 0.65 * longest


def test_the_servers_wait_is_the_least():
    clock = Clock()
    complete(Retrying(Scripted(passing(7.0), passing(0.0), passing(90.0)), 3, 0.5, 2.0, sleep=clock.sleep))
    assert clock.waits[0] == 7.0
    assert clock.waits[1] <= 1.0
    assert clock.waits[2] == 90.0


def test_a_wait_beyond_patience_is_given_up():
    inner, clock = Scripted(passing(PATIENCE + 1)), Clock()
    with pytest.raises(ModelFailed, match="again in 301 s"):
        complete(Retrying(inner, 5, sleep=clock.sleep))
    assert (len(inner.calls), clock.waits) == (1, [])


@pytest.mark.parametrize("retries", [0, 1, 6])
def test_giving_up_says_how_many_tries_there_were(retries):
    inner, clock = Scripted(*[passing() for _ in range(9)]), Clock()
    with pytest.raises(ModelFailed, match="busy") as failed:
        complete(Retrying(inner, retries, sleep=clock.sleep))
    assert len(inner.calls) == retries + 1
    assert (f"tried {retries + 1} times" in str(failed.value)) == (retries > 0)
    assert failed.value.transient
    assert failed.value.hint == "wait"
    assert failed.value.__cause__.message == "busy"


@pytest.mark.parametrize("failure", [ModelFailed("no such model"), ValueError("a defect")])
def test_a_lasting_failure_is_not_tried_again(failure):
    inner = Scripted(failure)
    with pytest.raises(type(failure)) as failed:
        complete(Retrying(inner, 5, sleep=Clock().sleep))
    assert failed.value is failure
    assert len(inner.calls) == 1


def test_a_cancellation_ends_work_and_wait():
    inner = Scripted(passing())
    retrying = Retrying(inner, 5, sleep=lambda _: asyncio.sleep(60))

    async def cancelled():
        task = asyncio.create_task(retrying.complete(Call(Prompt.of("p"), Decoding())))
        while not inner.calls:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    loop.run(cancelled())
    assert len(inner.calls) == 1


def test_samples_that_are_drawn_one_at_a_time_are_tried_one_at_a_time():
    inner = Scripted(None, passing(), None, many=False)
    assert [s.text for s in complete(Retrying(inner, 3, sleep=Clock().sleep), 4)] == ["0", "1", "2", "3"]
    assert sorted(inner.calls) == [(0, 1), (1, 1), (1, 1), (2, 1), (3, 1)]


def test_a_waiting_call_holds_no_slot():
    inner, woken = Scripted(passing()), asyncio.Event()

    async def sleep(_):
        await woken.wait()

    async def both():
        model = Retrying(Bounded(inner, 1), 3, sleep=sleep)
        call = Call(Prompt.of("p"), Decoding())
        waiting = asyncio.create_task(model.complete(call))
        while not inner.calls:
            await asyncio.sleep(0)
        other = await asyncio.wait_for(model.complete(call), 5)
        assert not waiting.done()
        woken.set()
        return other, await waiting

    assert all(loop.run(both()))


@pytest.mark.parametrize("numbers", [(-1, 1.0, 1.0), (1, -1.0, 1.0), (1, 1.0, -1.0)])
def test_negative_waits_are_refused(numbers):
    with pytest.raises(ValueError, match="0 or more"):
        Retrying(Scripted(), *numbers)


def test_the_account_adds_up():
    metered = Metered(Scripted(None, passing(), None), Prices(prompt=1.0, completion=10.0))
    for _ in range(3):
        try:
            complete(metered, 4)
        except ModelFailed:
            continue
    assert metered.account == Account(2, 1, 8, Usage(20, 16), Prices(1.0, 10.0))
    assert metered.account.cost == pytest.approx((20 * 1.0 + 16 * 10.0) / 1e6)


def test_cached_samples_cost_nothing():
    class Remembering(Scripted):
        async def complete(self, call):
            return [Sample("x", usage=Usage(10, 2), cached=True)]

    metered = Metered(Remembering())
    complete(metered)
    assert metered.account == Account(calls=1, samples=1)
    assert metered.account.cost is None


def test_an_account_is_a_value_and_is_read_from_any_thread():
    metered = Metered(Scripted(seconds=0.001))
    seen, stop = [], threading.Event()

    def watch():
        while not stop.is_set():
            now = metered.account
            seen.append((now.calls, now.samples, now.usage.completion_tokens))

    watcher = threading.Thread(target=watch)
    watcher.start()
    metered.generate(["p"] * 200, n=3)
    stop.set()
    watcher.join()
    assert seen == sorted(seen)
    assert all((samples, tokens) == (3 * calls, 6 * calls) for calls, samples, tokens in seen)
    assert metered.account.calls == 200
    with pytest.raises(FrozenInstanceError):
        metered.account.calls = 0


def test_the_account_is_found_through_the_wrappers():
    metered = Metered(Scripted())
    model = Retrying(Bounded(metered, 4), 2)
    complete(model)
    assert account(model) == metered.account == Account(1, 0, 1, Usage(10, 2))
    with pytest.raises(Unsupported, match="keeps no account"):
        account(Retrying(Scripted(), 2))


@pytest.mark.parametrize("prices", [(-1.0, 0.0), (0.0, float("nan"))])
def test_prices_are_not_negative(prices):
    with pytest.raises(ValueError, match="0 or more"):
        Prices(*prices)
