"""Recorder: writes every sample down, with what led to it, so that ``recorded:`` can replay it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from nesy.errors import CannotResume, FileMissing, ModelFailed
from nesy.models.base import Call, LanguageModel, Sample
from nesy.models.records import decoding_to_json, sample_to_json
from nesy.models.wrappers.base import Wrapper


class Recorder(Wrapper):
    """A model whose samples are added to a file of JSON lines, one line a call, in one write.

    A line holds the problem's id, the model's name, the messages, the decoding settings, the index of the first
    sample and the samples with all their fields; :func:`~nesy.models.recorded.load_recording` reads it.

    Args:
        inner: the model.
        path: the file; it is made, with its folder, if it is not there.

    Raises:
        FileMissing: if the file cannot be opened or made.
        CannotResume: if its last line has no end, so that nothing can be added to it.
    """

    def __init__(self, inner: LanguageModel, path: Path) -> None:
        super().__init__(inner)
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as stream:
                cut = stream.tell() > 0 and stream.seek(-1, os.SEEK_END) >= 0 and stream.read(1) != b"\n"
        except OSError as err:
            raise FileMissing(f"{path} cannot be written: {err.strerror}", hint="give the path of a file") from err
        if cut:
            raise CannotResume(
                f"the last line of {path} has no end", hint="end it or remove it, or record in another file"
            )

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples, which are in the file when this returns.

        Raises:
            ModelFailed: if they cannot be had or cannot be written.
        """
        samples = await self.inner.complete(call)
        record = {
            "id": call.prompt.problem_id,
            "model": self.name,
            "messages": [message.to_json() for message in call.prompt.messages],
            "decoding": decoding_to_json(call.decoding),
            "first": call.first,
            "samples": [sample_to_json(sample) for sample in samples],
        }
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        # Half a surrogate pair, which JSON can spell and UTF-8 cannot, is written as JSON's escape.
        self._append(line.encode("utf-8", "backslashreplace"))
        return samples

    def _append(self, line: bytes) -> None:
        try:
            # Unbuffered, so that the line goes out in one write and other processes' lines stay whole.
            with self.path.open("ab", buffering=0) as stream:
                written = stream.write(line)
        except OSError as err:
            raise ModelFailed(f"{self.path} cannot be written: {err.strerror}", hint="check its folder") from err
        if written != len(line):
            raise ModelFailed(f"{self.path} took {written} of {len(line)} bytes", hint="make space on the disk")
