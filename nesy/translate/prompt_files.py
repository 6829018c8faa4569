"""Prompt files: ``prompts/<language>/<name>.yaml``, with the few-shot examples of a language in ``examples.yaml``.

A file has ``description``, ``stages`` and, where its calls are shown examples, their names in ``examples``.
A stage is one kind of call: ``system``, ``user``, ``reply`` and ``blocks``, see
:class:`~nesy.translate.prompt_template.Template`. ``examples.yaml`` has ``examples`` and ``texts``, which
all files of the language may use by name. A language is added by adding its folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from nesy.errors import BadDataFile, UnknownName
from nesy.exchange import Message
from nesy.problem import Problem
from nesy.translate import prompt_schema
from nesy.translate.prompt_template import Template, Values
from nesy.translate.quoting import one_line, quoted_lines, without_control

FOLDER = Path(__file__).parent / "prompts"
"""The prompt files that ship with nesy."""
EXAMPLES = "examples"
_NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One prompt file with the examples that it shows."""

    name: str
    """``<language>/<name>``."""
    stages: Mapping[str, Template]
    """Its kinds of calls, by the purpose that exchanges carry."""
    examples: tuple[Values, ...]
    texts: Mapping[str, str]
    """Texts that the files of the language share."""
    digest: str
    """The first 12 hexadecimal digits of the SHA-256 of the file and of the examples file."""

    @property
    def version(self) -> str:
        """The file's name with the hash of what it says.

        >>> load_prompts("fol/direct").version.startswith("fol/direct@")
        True
        """
        return f"{self.name}@{self.digest}"

    def messages(self, stage: str, values: Values, examples: Sequence[Values] | None = None) -> tuple[Message, ...]:
        """The conversation of one call: system message, examples as turns of user and assistant, user's message.

        Args:
            stage: one of :attr:`stages`.
            values: what the user's message is about.
            examples: what the examples' turns are about; the file's own examples if None.

        Raises:
            BadDataFile: if the file uses a name that has no value.
        """
        template = self.stages[stage]
        shown = (self.examples if examples is None else examples) if template.reply else ()
        parts = [("system", template.system, values)] if template.system else []
        for example in shown:
            parts += [("user", template.user, example), ("assistant", template.reply, example)]
        parts.append(("user", template.user, values))
        try:
            return tuple(self._message(role, template, part, about) for role, part, about in parts)
        except BadDataFile as err:
            err.source_name = f"{self.name}.yaml, stage {stage}"
            raise

    def _message(self, role: str, template: Template, part: str, values: Values) -> Message:
        return Message(role, template.render(part, {**self.texts, **values}).strip())


@lru_cache(maxsize=64)
def load_prompts(name: str, folder: Path = FOLDER) -> PromptFile:
    """The prompt file of a name such as ``fol/direct``.

    Raises:
        UnknownName: if there is no such file.
        BadDataFile: if it, or the examples file beside it, is not what it should be.
    """
    if name not in prompt_names(folder):
        raise UnknownName(f"there is no prompt file {name!r}", expected=prompt_names(folder))
    path = folder / f"{name}.yaml"
    shared = path.with_name(f"{EXAMPLES}.yaml")
    text, common = _text(path), _text(shared) if shared.is_file() else ""
    stages, wanted = prompt_schema.parse_prompts(text, f"{name}.yaml")
    texts, examples = prompt_schema.parse_examples(common, shared.name) if common else ({}, {})
    missing = [w for w in wanted if w not in examples]
    if missing:
        raise BadDataFile(f"no example is named {missing[0]!r}", source_name=f"{name}.yaml", expected=sorted(examples))
    digest = hashlib.sha256(f"{text}\0{common}".encode()).hexdigest()[:12]
    return PromptFile(name, stages, tuple(examples[w] for w in wanted), MappingProxyType(texts), digest)


def prompt_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names of all prompt files of a folder.

    >>> "fol/direct" in prompt_names()
    True
    """
    found = (f"{p.parent.name}/{p.stem}" for p in folder.glob("*/*.yaml") if p.stem != EXAMPLES)
    return tuple(sorted(name for name in found if _NAME.fullmatch(name)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise BadDataFile(f"this prompt file cannot be read: {err}", source_name=str(path)) from err


def problem_values(problem: Problem) -> dict[str, str | Sequence[Mapping[str, str]]]:
    """What a template may say of a problem: ``premises``, ``question``, and ``sentences``, which are both.

    >>> problem_values(Problem(("Rex is a dog.",), "Is Rex\\na mammal?"))["question"]
    'Is Rex a mammal?'
    """
    premises = [{"text": one_line(p)} for p in problem.premises]
    question = one_line(problem.question)
    return {"premises": premises, "question": question, "sentences": [*premises, {"text": question}]}


def refinement_messages(
    conversation: Sequence[Message], program: str, diagnostics: Sequence[str]
) -> tuple[Message, ...]:
    """The conversation so far, the program it led to, and a message that asks for a whole program without its faults.

    Args:
        conversation: the messages that led to the program.
        program: what is to be written again.
        diagnostics: what is wrong with it, one text a fault.
    """
    faults = [{"fault": without_control(fault).strip().replace("\n", "\n  ")} for fault in diagnostics]
    asked = load_prompts("fol/refine").messages("refinement", {"faults": faults})
    return *conversation, Message("assistant", without_control(program).strip() or "(no program)"), *asked


def arbitration_messages(problem: Problem, sentence: str, first: str, second: str, world: str) -> tuple[Message, ...]:
    """The question which of two readings of a sentence fits it, where a world tells them apart.

    Args:
        problem: the text that the sentence stands in.
        sentence: the sentence, one of the problem's or its question.
        first: the formula of reading A.
        second: the formula of reading B.
        world: a world in which the readings differ, in plain words.

    :func:`~nesy.translate.replies.read_choice` reads the reply.
    """
    readings = {"first": quoted_lines(first), "second": quoted_lines(second), "world": quoted_lines(world)}
    values = {**readings, "sentence": one_line(sentence)}
    return load_prompts("fol/arbitrate").messages("choice", {**problem_values(problem), **values})


def plain_messages(problem: Problem) -> tuple[Message, ...]:
    """The question itself, to be answered by plain reasoning.

    :func:`~nesy.translate.replies.read_plain_answer` reads the reply.
    """
    return load_prompts("fol/plain").messages("answer", problem_values(problem))
