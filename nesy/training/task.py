"""Task: what training needs to know of a language. One file a language; entry-point group ``nesy.tasks`` adds more."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol

from nesy import registry
from nesy.bench.card import Card
from nesy.bench.records import Record
from nesy.errors import UnknownName
from nesy.languages.decoding import Grammar
from nesy.provers.base import Limits
from nesy.training.judgement import Judgement
from nesy.training.pair import Pair

GROUP = "nesy.tasks"
_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {"fol": "nesy.training.fol", "pddl": "nesy.training.pddl", "qpl": "nesy.training.qpl"}
)


class Task(Protocol):
    """Text to a program of one language."""

    @property
    def language(self) -> str:
        """The language's name in the registry."""

    @property
    def symbols(self) -> str:
        """The characters of its programs that a tokenizer may lack."""

    def pairs(self, card: Card, record: Record, group: str = "") -> tuple[Pair, ...]:
        """The examples in one record of a data set.

        Args:
            card: how the record is read.
            record: the record.
            group: the field that tells which records belong together; the record's own text if it has none.

        Raises:
            BadDataFile: if the record is not what the card says.
        """

    def canonical(self, program: str) -> str:
        """The one spelling of a program that models are trained to write.

        Raises:
            NesyError: if it is no program.
        """

    def grammar(self, text: str) -> Grammar:
        """What binds the model that writes the program of a text."""

    def judge(self, gold: str, written: str, limits: Limits) -> Judgement:
        """Whether a program does what the gold program does."""


def load_task(language: str) -> Task:
    """The task of a language.

    Raises:
        UnknownName: if nothing is known of training for it.

    >>> load_task("fol").language
    'fol'
    """
    if language in _BUILT_IN:
        task: Task = import_module(_BUILT_IN[language]).TASK
        return task
    if language not in registry.names(GROUP):
        known = sorted({*_BUILT_IN, *registry.names(GROUP)})
        raise UnknownName(f"there is no training task for the language {language!r}", expected=known)
    added: Task = registry.load(GROUP, language)
    return added
