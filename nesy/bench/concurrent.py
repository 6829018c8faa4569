"""Answers items that wait for a language model: several at a time, in threads of this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from nesy.bench.answering import run_item
from nesy.bench.item import Item
from nesy.bench.result import Result
from nesy.bench.settings import RunSettings
from nesy.models import loop
from nesy.models.base import LanguageModel


def run_concurrent(
    items: Sequence[Item], settings: RunSettings, model: LanguageModel, threads: int
) -> Iterator[Result]:
    """The results of the items as they come in. If the iterator is closed, calls under way are cancelled.

    Raises:
        MissingDependency: if no item can be answered on this machine.
    """
    waiting = iter(items)
    crew = ThreadPoolExecutor(threads, "nesy-bench")
    try:
        open_: set[Future[Result]] = {crew.submit(run_item, item, settings, model) for item in islice(waiting, threads)}
        while open_:
            done, open_ = wait(open_, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
                open_ |= {crew.submit(run_item, item, settings, model) for item in islice(waiting, 1)}
    except BaseException:
        loop.cancel_all()
        raise
    finally:
        crew.shutdown(cancel_futures=True)
