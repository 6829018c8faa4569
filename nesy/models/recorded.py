"""Recorded: a model whose outputs were written down before, so that they can be executed without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from nesy.errors import BadAnswerFile, UnknownName
from nesy.exchange import Message
from nesy.models.base import Call, Capabilities, LanguageModel, Prompt, Sample
from nesy.models.recording import Recording, read_recording_file
from nesy.models.records import decoding_to_json

Shown: TypeAlias = "tuple[Message, ...] | str"
"""What samples are found by: a conversation's messages, or the problem's id where none were recorded."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was recorded of one conversation with one set of decoding settings."""

    problem_id: str
    settings: str
    """The settings as JSON text with sorted keys; empty if they were not recorded."""
    samples: Mapping[int, Sample]
    """The samples by their indices."""

    @property
    def length(self) -> int:
        """How many samples there are from the first one on without a gap."""
        return next(n for n in range(len(self.samples) + 1) if n not in self.samples)


@dataclass(frozen=True, slots=True)
class Recorded(LanguageModel):
    """Replays recorded outputs: by the conversation where messages were recorded, else by the problem's id.

    >>> model = Recorded("demo", {"p1": ("Dog(rex)",)})
    >>> model.generate([Prompt(problem_id="p1")])[0][0].text
    'Dog(rex)'
    """

    name: str
    outputs: Mapping[str, tuple[str, ...]]
    """The recorded texts of each problem, by its id, in the order in which they were sampled."""
    conversations: Mapping[Shown, tuple[Conversation, ...]] = field(default_factory=dict)
    """What was recorded with its messages and settings; several of them if settings or problems differ."""

    digest: str = ""
    """The first 12 hexadecimal digits of the SHA-256 of the file; empty if there is none."""

    @property
    def identity(self) -> str:
        """The name, and what the file holds."""
        return f"{self.name}@{self.digest}" if self.digest else self.name

    @property
    def problem_ids(self) -> tuple[str, ...]:
        """The problems that the recording knows, in its order."""
        recorded = (c.problem_id for group in self.conversations.values() for c in group)
        return tuple(dict.fromkeys((*self.outputs, *filter(None, recorded))))

    @property
    def capabilities(self) -> Capabilities:
        """Several samples, and nothing else: what was recorded cannot be changed."""
        by_messages = any(not isinstance(shown, str) for shown in self.conversations)
        return Capabilities(many=True, stop=False, replays=not by_messages)

    def samples_by_default(self, prompt: Prompt) -> int:
        """All that are recorded for the prompt; the fewest where that depends on the settings.

        Raises:
            UnknownName: if the recording holds nothing for it.
        """
        return min(conversation.length for conversation in self._found(prompt))

    async def complete(self, call: Call) -> list[Sample]:
        """The recorded samples, from the call's first to its last.

        Raises:
            UnknownName: if the recording does not hold them.
        """
        conversation = self._chosen(self._found(call.prompt), call)
        numbers = range(call.first, call.first + call.n)
        if not all(number in conversation.samples for number in numbers):
            raise UnknownName(
                f"the recording {self.name} holds {conversation.length} outputs for {call.prompt.problem_id!r},"
                f" not {numbers.stop}"
            )
        return [conversation.samples[number] for number in numbers]

    def _found(self, prompt: Prompt) -> Sequence[Conversation]:
        """What is recorded for a prompt."""
        problem = prompt.problem_id
        for shown in (prompt.messages, problem):
            if shown in self.conversations:
                return self.conversations[shown]
        if problem in self.outputs:
            return (Conversation(problem, "", dict(enumerate(map(Sample, self.outputs[problem])))),)
        about = [group for group in self.conversations.values() if any(c.problem_id == problem for c in group)]
        if len(about) == 1 and not prompt.messages:
            return about[0]
        if about:
            raise UnknownName(
                f"the recording {self.name} holds {len(about)} conversations about problem {problem!r}, and none has"
                " these messages",
                hint="a conversation is found by its exact messages: use the strategy and the prompts of the recording",
            )
        raise UnknownName(
            f"the recording {self.name} holds nothing for problem {problem!r}",
            hint="problems are found by their id; `problem_ids` lists those of the recording",
        )

    def _chosen(self, found: Sequence[Conversation], call: Call) -> Conversation:
        """The only one, or the one that was recorded with the call's settings, about the call's problem."""
        settings = json.dumps(decoding_to_json(call.decoding), sort_keys=True)
        found = [c for c in found if c.settings == settings] or found
        found = [c for c in found if c.problem_id == call.prompt.problem_id] or found
        if len(found) > 1:
            raise UnknownName(
                f"the recording {self.name} holds this conversation {len(found)} times, but not with these settings",
                expected=[c.settings for c in found],
            )
        return found[0]


def load_recording(path: str | Path, name: str = "", *, ignore_cut_line: bool = False) -> Recorded:
    """The recording in a file of JSON lines.

    A line has the problem's ``id`` (or ``index``) and its outputs: ``samples`` (nesy's own name),
    ``raw_logic_programs`` (Logic-LM; Pan et al. 2023) or ``generations`` (LINC; Olausson et al. 2023). What
    :class:`~nesy.models.wrappers.recorder.Recorder` writes has ``messages``, ``decoding`` and ``first`` as well; later
    lines of the same conversation add to it.

    Args:
        path: the file.
        name: what answers call the model; the file's name without its ending if none is given.
        ignore_cut_line: pass over a last line that was cut short, as a killed run may leave one.

    Raises:
        FileMissing: if there is no such file.
        InputUnreadable: if it is not UTF-8 text.
        BadAnswerFile: if a line is not such a record, or something is recorded twice in different ways.
    """
    file = Path(path)
    outputs: dict[str, tuple[str, ...]] = {}
    groups: dict[Shown, dict[tuple[str, str], dict[int, Sample]]] = {}
    for place, recording in read_recording_file(file, ignore_cut_line=ignore_cut_line):
        key = recording.problem_id
        if recording.first is not None or recording.messages:
            group = groups.setdefault(recording.messages or key, {})
            _add(group.setdefault((key, recording.settings), {}), recording, place)
        elif key in outputs:
            raise BadAnswerFile(f"{place}: problem {key!r} is recorded twice")
        else:
            outputs[key] = recording.texts
    conversations = {shown: tuple(Conversation(*k, s) for k, s in group.items()) for shown, group in groups.items()}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    return Recorded(name or file.stem, MappingProxyType(outputs), MappingProxyType(conversations), digest)


def _add(samples: dict[int, Sample], recording: Recording, place: str) -> None:
    """Take a record's samples into its conversation."""
    for number, sample in enumerate(recording.samples, recording.first or 0):
        if samples.setdefault(number, sample).text != sample.text:
            raise BadAnswerFile(
                f"{place}: sample {number} of this conversation is recorded twice, with different texts",
                hint="record each run in a file of its own, or use a cache",
            )
