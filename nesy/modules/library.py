"""The library: modules that are grown, found and run."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

from nesy.errors import CheckFailed, NotAProblem, UnknownName
from nesy.models.base import LanguageModel
from nesy.modules.graph import link
from nesy.modules.grow import Grown, write_module
from nesy.modules.index import FILE as INDEX_FILE
from nesy.modules.index import Index
from nesy.modules.overlay import Overlay, overlay
from nesy.modules.record import RUNNABLE, Case, Module, Status, Verification
from nesy.modules.sandbox import Outcome, Program, Returned, Sandbox, needed_tier, open_sandbox
from nesy.modules.search import candidates, compatible_shapes
from nesy.modules.signature import parse_signature
from nesy.modules.types import Json
from nesy.modules.verify.check import Contract, Demands, same_value, verify
from nesy.modules.verify.properties import property_program

if TYPE_CHECKING:
    from nesy.modules.solve.trace import Solved

Example: TypeAlias = "Case | tuple[Sequence[Json], Json]"
FEWEST = 5
"""Positive cases that growing needs."""
CANDIDATES = 200
"""Modules of fitting types that are run on the examples."""


@dataclass(slots=True)
class Library:
    """Modules, and the sandboxes that run them; close it after use, or use ``with``.

    Args:
        folder: where modules are kept; by default the user's own folder.
        below: folders from which more modules are read; by default the user's and the one that ships with nesy.
    """

    store: Overlay
    _open: dict[str, Sandbox]
    _index: Index | None

    def __init__(self, folder: str | Path | None = None, *, below: Sequence[str | Path] | None = None) -> None:
        lower = None if below is None else tuple(map(Path, below))
        self.store = overlay(Path(folder) if folder is not None else None, lower)
        self._open, self._index = {}, None

    @property
    def folder(self) -> Path:
        """The folder that is written to."""
        return self.store.top.folder

    def active(self) -> list[Module]:
        """All modules that may be executed, sorted by key.

        Raises:
            HashMismatch, BadDataFile: if a module's files are not those that were admitted.
        """
        return [self.store.load(key) for key in self.store.keys() if self.store.status(key) in RUNNABLE]  # noqa: SIM118

    def program(self, key: str) -> Program:
        """The program of a module, with the modules that it calls.

        Raises:
            CheckFailed: if it, or one that it calls, is deprecated or quarantined.
            HashMismatch, BadDataFile: if its files are not those that were admitted.
            UnknownName: if there is no such module.
        """
        return link(self._runnable(key), self._runnable)

    def grow(
        self,
        head: str,
        *,
        doc: str,
        cases: Sequence[Example],
        properties: Sequence[str] = (),
        model: LanguageModel | None = None,
        held_out: Sequence[Example] = (),
        demands: Demands | None = None,
        rounds: int = 3,
    ) -> Grown:
        """A module that does what the cases show: one of the library if it fits, else one that the model writes.

        Args:
            head: the typed head, such as ``days_between(start: date, end: date) -> int``.
            doc: what the module does.
            cases: examples, of which 5 at least are positive.
            properties: conditions over the parameters and ``result``.
            model: who writes; without one, only reuse is tried.
            held_out: cases that the model never sees.
            demands: what suffices for admission.
            rounds: rounds of repair.

        Raises:
            SignatureError, ParseError: if the head or a property is not well formed.
            NotAProblem: if there are too few cases or one does not fit the head.
            ModelFailed, NoSafeSandbox: if the model or the sandbox cannot be had.
        """
        contract = Contract(parse_signature(head), _cases(cases), _cases(held_out), tuple(properties))
        _check_contract(contract)
        for module in self.find(doc, cases=(*contract.cases, *contract.held_out)):
            # The head's own parameter names are those that its properties speak of.
            asked = replace(contract, signature=replace(contract.signature, name=module.name))
            source = self.program(module.key).source
            if verify(source, asked, self._sandbox(source), demands).admitted:
                return Grown("reused", module)
        if model is None:
            return Grown("rejected", None)
        grown = write_module(contract, doc, model, self._sandbox, demands=demands or Demands(), rounds=rounds)
        self._keep_history(contract.signature.name, grown)
        if grown.module is not None:
            self.store.add(grown.module, "active")
        return grown

    def find(
        self, text: str = "", *, cases: Sequence[Example] = (), head: str | None = None, most: int = 10
    ) -> list[Module]:
        """The runnable modules of fitting types that pass every case, those whose words are most like ``text`` first.

        Args:
            text: what the function should do.
            cases: examples that it must pass; the first 200 modules by types and text are run on them.
            head: a typed head, such as ``f(n: int) -> int``, whose types it must fit; its names do not matter.
            most: how many modules at most.

        Raises:
            HashMismatch, BadDataFile: if the files of a module that was found are not those that were admitted.
            NoSafeSandbox: if there are cases and no safe sandbox to run them in.
            SignatureError: if the head is not one.
        """
        examples = _cases(cases)
        index = self.index
        shapes = compatible_shapes(index, examples, parse_signature(head) if head else None)
        runnable = (key for key in candidates(index, text, shapes) if self.store.status(key) in RUNNABLE)
        modules = (self._runnable(key) for key in itertools.islice(runnable, CANDIDATES))
        return list(itertools.islice((module for module in modules if self._passes(module, examples)), most))

    @property
    def index(self) -> Index:
        """The index of the library's folders, made equal to them."""
        if self._index is None:
            self._index = Index(self.folder / INDEX_FILE, self.store.stores)
        self._index.refresh()
        return self._index

    def run(self, key: str, calls: Sequence[Sequence[Json]]) -> list[Outcome]:
        """Call a module once for each list of arguments.

        Raises:
            CheckFailed: if it is deprecated or quarantined.
            HashMismatch, BadDataFile: if its files are not those that were admitted.
            UnknownName: if there is no such module.
        """
        program = self.program(key)
        return self._sandbox(program.source).run(program, calls)

    def _runnable(self, key: str) -> Module:
        """The module of a key, unless it may not be executed."""
        standing = self.store.standing(key)
        if standing.status not in RUNNABLE:
            why = f" ({standing.reason})" if standing.reason else ""
            message = f"module {key} is {standing.status} and is not executed{why}"
            raise CheckFailed(message, hint="`nesy modules promote` restores it")
        return self.store.load(key)

    def verify(self, key: str) -> Verification:
        """What the kept cases and properties establish about a module now; nothing that is kept changes.

        Raises:
            CheckFailed, HashMismatch, BadDataFile, UnknownName: as :meth:`run` does.
            NoSafeSandbox: if no safe sandbox can run it.
        """
        module = self._runnable(key)
        contract = Contract(module.signature, module.cases, properties=module.properties)
        source = self.program(key).source
        return verify(source, contract, self._sandbox(source))

    def set_status(self, key: str, status: Status, reason: str = "") -> None:
        """Deprecate, quarantine or restore a module; its files stay as they are."""
        self.store.set_status(key, status, reason)

    def history(self, name: str) -> list[dict[str, Json]]:
        """Every attempt that a model made at a module of this name, the oldest first.

        Raises:
            UnknownName: if there was none.
        """
        path = self.folder / "history" / f"{name}.jsonl"
        if not name.isidentifier() or not path.is_file():
            raise UnknownName(f"no attempt at a module {name!r} is known")
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def close(self) -> None:
        """End the sandboxes and close the index."""
        while self._open:
            self._open.popitem()[1].close()
        if self._index is not None:
            self._index.close()
            self._index = None

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sandbox(self, source: str) -> Sandbox:
        tier = needed_tier(source)
        if tier not in self._open:
            self._open[tier] = open_sandbox(tier)
        return self._open[tier]

    def solve(
        self,
        task: str,
        *,
        model: LanguageModel | None = None,
        inputs: Mapping[str, Json] | None = None,
        program: str | None = None,
        databases: Mapping[str, str | Path] | None = None,
        **options: Any,
    ) -> Solved:
        """The value that a program of calls to modules and handlers gives for a task, with the trace of every step.

        Args:
            task: what is asked, in words.
            model: writes the program, as a whole; nothing runs before it is accepted.
            inputs: values that the program may refer to by name.
            program: a program to run instead of having one written.
            databases: addresses of the databases that it may query, by name.
            **options: fields of :class:`nesy.modules.solve.solve.Solving`: handlers, rounds, seconds, constrain.

        Raises:
            NotAProblem: without a task, or without a model and a program.
            ModelFailed, UnknownName, MissingDependency, QueryFailed, FileMissing: if the model, a handler or a
                database cannot be had.
        """
        from nesy.modules.solve.solve import Solving, solve

        solving = Solving(databases or {}, **options)
        return solve(self, task, model=model, inputs=inputs or {}, program=program, solving=solving)

    def _passes(self, module: Module, cases: Sequence[Case]) -> bool:
        outcomes = self.run(module.key, [list(c.inputs) for c in cases]) if cases else []
        return all(_fits(case, outcome) for case, outcome in zip(cases, outcomes, strict=True))

    def _keep_history(self, name: str, grown: Grown) -> None:
        """Append every attempt to ``history/<name>.jsonl`` in one write."""
        path = self.folder / "history" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = "".join(json.dumps(asdict(attempt)) + "\n" for attempt in grown.attempts).encode()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(file, data)
        finally:
            os.close(file)


def _cases(examples: Sequence[Example]) -> tuple[Case, ...]:
    return tuple(e if isinstance(e, Case) else Case(tuple(e[0]), e[1]) for e in examples)


def _fits(case: Case, outcome: Outcome) -> bool:
    if case.negative:
        return not isinstance(outcome, Returned) or outcome.value is None
    return isinstance(outcome, Returned) and same_value(outcome.value, case.expected)


def _check_contract(contract: Contract) -> None:
    positive = [c for c in (*contract.cases, *contract.held_out) if not c.negative]
    if sum(not c.negative for c in contract.cases) < FEWEST:
        raise NotAProblem(f"growing needs {FEWEST} positive cases at least", hint="add cases")
    for case in positive:
        if not contract.signature.takes(case.inputs) or not contract.signature.returns.holds(case.expected):
            raise NotAProblem(f"the case {case.inputs} -> {case.expected!r} does not fit {contract.signature}")
    for text in contract.properties:
        property_program(text, contract.signature)
