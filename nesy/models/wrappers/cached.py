"""Cached: keeps every sample in a file, so that no call is made twice, even if a run was killed in between."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from nesy.errors import ModelFailed
from nesy.models.base import Call, LanguageModel, Sample
from nesy.models.records import decoding_to_json
from nesy.models.wrappers.base import Wrapper
from nesy.models.wrappers.sample_desk import Flight, SampleDesk
from nesy.models.wrappers.sample_file import Kept


class Cached(Wrapper):
    """A model whose samples are kept in a SQLite file, which several processes may share.

    A sample is found by its content: the model's identity, the messages, every decoding setting and the sample's
    index. What the file has is marked ``cached``; only the rest is asked for, in as few calls as can be, and is
    written as soon as its call returns. Equal calls at the same time are made once in a process. The file holds no
    messages.

    Args:
        inner: the model.
        path: the file; it is made, with its folder, if it is not there.

    Raises:
        FileMissing: if the file cannot be opened or made.
        BadDataFile: if it is no cache; it is left as it is.
    """

    def __init__(self, inner: LanguageModel, path: Path) -> None:
        super().__init__(inner)
        self._desk = SampleDesk(path)

    async def complete(self, call: Call) -> list[Sample]:
        """The samples, from the file as far as it has them.

        Raises:
            ModelFailed: if the others cannot be had, or the file cannot be used.
            BadDataFile: if the file is damaged.
        """
        desk = self._desk = self._desk.here()
        numbers, had = self._numbers(call), dict[bytes, Sample]()
        while missing := [key for key in numbers if key not in had]:
            others = {key: desk.flights[key] for key in missing if key in desk.flights}
            had |= await self._fetched(call, {key: numbers[key] for key in missing if key not in others})
            for key, flight in others.items():
                # Shielded: a caller that gives up must not take the sample from the others.
                sample = await asyncio.shield(flight)
                if sample is not None:
                    had[key] = replace(sample, cached=True)
        return [had[key] for key in numbers]

    async def aclose(self) -> None:
        """Close the file and the inner model."""
        await self._desk.close()
        await super().aclose()

    def _numbers(self, call: Call) -> dict[bytes, int]:
        """The index of each sample of a call by the key under which it is kept."""
        shown = [m.to_json() for m in call.prompt.messages] or call.prompt.problem_id
        asked = json.dumps([self.inner.identity, shown, decoding_to_json(call.decoding)], sort_keys=True)
        numbers = range(call.first, call.first + call.n)
        return {hashlib.sha256(f"{number} {asked}".encode()).digest(): number for number in numbers}

    async def _fetched(self, call: Call, numbers: Mapping[bytes, int]) -> dict[bytes, Sample]:
        """The samples from the file or else from the inner model; meanwhile equal calls wait for them."""
        desk = self._desk
        with desk.fetching(numbers) as flights:
            found = {key: replace(s, cached=True) for key, s in (await desk.read(list(numbers))).items()}
            for key, sample in found.items():
                flights[key].set_result(sample)
            asked = {number: key for key, number in numbers.items() if key not in found}
            parts = [self._asked(call, {n: asked[n] for n in run}, flights) for run in _runs(asked)]
            for part in await asyncio.gather(*parts, return_exceptions=True):
                if isinstance(part, BaseException):
                    raise part
                found |= part
        return found

    async def _asked(
        self, call: Call, keys: Mapping[int, bytes], flights: Mapping[bytes, Flight]
    ) -> dict[bytes, Sample]:
        """Consecutive samples from the inner model, written before they are returned."""
        try:
            samples = await self.inner.complete(call.part(next(iter(keys)), len(keys)))
            if len(samples) != len(keys):
                raise ModelFailed(f"{self.name} gave {len(samples)} samples where {len(keys)} were asked for")
            settings = json.dumps(decoding_to_json(call.decoding), separators=(",", ":"))
            rest = (self.inner.identity, call.prompt.problem_id, settings)
            await self._desk.write([Kept(k, *rest, n, s) for (n, k), s in zip(keys.items(), samples, strict=True)])
        except Exception as err:
            for key in keys.values():
                flights[key].set_exception(err)
            raise
        for key, sample in zip(keys.values(), samples, strict=True):
            flights[key].set_result(sample)
        return dict(zip(keys.values(), samples, strict=True))


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers, cut where one is left out.

    >>> _runs([0, 1, 4, 5, 7])
    [[0, 1], [4, 5], [7]]
    """
    runs: list[list[int]] = []
    for number in numbers:
        if not runs or runs[-1][-1] != number - 1:
            runs.append([])
        runs[-1].append(number)
    return runs
