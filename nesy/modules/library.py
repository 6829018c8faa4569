"""The library: modules that are grown, found and run."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

from nesy.errors import BadDataFile, CheckFailed, UnknownName
from nesy.models.base import LanguageModel
from nesy.modules.duplicates import Duplicates, find_duplicates
from nesy.modules.graph import dependencies_first, link
from nesy.modules.grow import Grown, Workshop, write_module
from nesy.modules.index import FILE as INDEX_FILE
from nesy.modules.index import Index
from nesy.modules.initialise import initialise
from nesy.modules.overlay import Overlay, overlay
from nesy.modules.reading import read_text
from nesy.modules.record import RUNNABLE, Case, Module, Status, Verification
from nesy.modules.sandbox import NoSafeSandbox, Outcome, Program, Sandbox, Tier, needed_tier, open_sandbox
from nesy.modules.sandbox.base import Job
from nesy.modules.search import candidates, compatible_shapes
from nesy.modules.signature import parse_signature
from nesy.modules.types import Json
from nesy.modules.usage import Event, Usage, idle, read_usage, record
from nesy.modules.vectors import Embedder, Neighbours
from nesy.modules.verify.check import Contract, Demands, check_contract, verify
from nesy.modules.verify.judge import judge
from nesy.modules.versions import Replaced, replace_version

if TYPE_CHECKING:
    from nesy.modules.solve.trace import Solved

Example: TypeAlias = "Case | tuple[Sequence[Json], Json]"
CANDIDATES = 2000
"""Modules of fitting types that are run on the examples at most; fewer, once enough have passed."""
_LONGEST_NAME = 240
"""Bytes of a name that a file may be named by."""
_OFFERED = 8
"""Modules that a new one is told it may call."""
_AT_ONCE = 100
"""Of them, those that are run together."""


@dataclass(slots=True)
class Library:
    """Modules, and the sandboxes that run them; close it after use, or use ``with``.

    Args:
        folder: where modules are kept; by default the user's own folder.
        below: folders from which more modules are read; by default the user's and the one that ships with nesy.
        embedder: lets search match words that mean nearly the same, such as
            :class:`nesy.modules.vectors.WordVectors`; None for words alone.
    """

    store: Overlay
    _open: dict[str, Sandbox]
    _index: Index | None
    _neighbours: Neighbours | None

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        below: Sequence[str | Path] | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        lower = None if below is None else tuple(map(Path, below))
        self.store = overlay(Path(folder) if folder is not None else None, lower)
        self._open, self._index = {}, None
        self._neighbours = Neighbours(embedder) if embedder is not None else None

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

    def named(self, names: Collection[str]) -> list[Module]:
        """The modules of some names that may be executed, sorted by key.

        Raises:
            HashMismatch, BadDataFile: if the files of one are not those that were admitted.
        """
        wanted = set(names)
        keys = (key for key in self.store.keys() if key.partition("@")[0] in wanted)  # noqa: SIM118
        return [self.store.load(key) for key in keys if self.store.status(key) in RUNNABLE]

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
        replaces: str | None = None,
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
            replaces: the key of a module whose place the new one takes; see :meth:`replace`. Nothing is reused then.

        Raises:
            SignatureError, ParseError: if the head or a property is not well formed.
            NotAProblem: if there are too few cases or one does not fit the head.
            ModelFailed, NoSafeSandbox: if the model or the sandbox cannot be had.
        """
        contract = Contract(parse_signature(head), _cases(cases), _cases(held_out), tuple(properties))
        check_contract(contract)
        reused = None if replaces else self._reusable(contract, doc, demands)
        if reused is not None or model is None:
            grown = Grown("reused" if reused else "rejected", reused)
        else:
            grown = self._write(contract, doc, model, demands or Demands(), rounds, replaces)
        keys = (grown.module.key,) if grown.module else ()
        record(self.folder, Event(grown.status, keys, grown.module is not None, grown.calls))
        return grown

    def _write(
        self, contract: Contract, doc: str, model: LanguageModel, demands: Demands, rounds: int, replaces: str | None
    ) -> Grown:
        """A module that the model writes, kept if it is admitted."""
        offered = tuple(module for module in self.find(doc, most=_OFFERED) if module.name != contract.signature.name)
        shop = Workshop(model, self._sandbox, self._other_tier, self.store.load, offered, demands, rounds)
        grown = write_module(contract, doc, shop)
        self._keep_history(contract.signature.name, grown)
        if grown.module is not None and replaces:
            self.replace(replaces, grown.module)
        elif grown.module is not None:
            self.store.add(grown.module, "active")
        return grown

    def grow_for(self, task: str, *, model: LanguageModel, demands: Demands | None = None, rounds: int = 3) -> Grown:
        """A module for a task in words: the model writes head, purpose and cases first, then :meth:`grow` goes on.

        Nobody has checked that those cases are right: what is admitted does what the model thinks is asked.

        Raises:
            NotAProblem: if the task is empty or the model specifies no function.
            ModelFailed, NoSafeSandbox: if the model or the sandbox cannot be had.
        """
        draft = initialise(task, model, rounds)
        head, said = str(draft.contract.signature), draft.contract
        cases, properties = said.cases, said.properties
        grown = self.grow(
            head, doc=draft.doc, cases=cases, properties=properties, model=model, demands=demands, rounds=rounds
        )
        return replace(grown, asked=draft.calls)

    def replace(self, old: str, new: Module) -> Replaced:
        """Put a new version of a module in the place of an old one; all that call it are verified again.

        Callers that stand are kept with the new dependency; those that break are quarantined, with the reason.

        Raises:
            CheckFailed: if the new version was not admitted, or modules would call each other in a circle.
            UnknownName: if there is no such module.
        """
        if not new.verification.admitted:
            raise CheckFailed(f"{new.key} was not admitted: {new.verification.failure}")
        self.store.holder(old)
        return replace_version(self.store, old, new, self.active(), self._verify)

    def record_program(self, keys: Sequence[str], *, solved: bool, calls: int = 0) -> None:
        """Note that a program called some modules, and whether its result was right."""
        record(self.folder, Event("program", tuple(keys), solved, calls))

    def usage(self) -> Usage:
        """What happened to the modules so far.

        Raises:
            BadDataFile: if the record of uses was damaged.
        """
        return read_usage(self.folder)

    def duplicates(self) -> list[Duplicates]:
        """The groups of runnable modules that are alike; nothing changes."""
        return find_duplicates(self.active(), self._run_many, lambda module: (link(module, self._runnable), ()))

    def prune(self, least: float, *, pretend: bool = False) -> list[tuple[str, float]]:
        """Withdraw the modules whose utility is below a bound, except those that others call; nothing is deleted.

        Args:
            least: the bound; the utility of a module is its uses times its success.
            pretend: change nothing.

        Returns:
            Keys and utilities of the modules that were withdrawn.
        """
        active = self.active()
        called = {key for module in active for key in module.dependencies}
        found = idle(self.usage(), [module.key for module in active if module.key not in called], least)
        for key, utility in () if pretend else found:
            self.set_status(key, "deprecated", f"archived: its utility {utility:.2f} is below {least:g}")
        return found

    def _verify(self, source: str, contract: Contract) -> Verification:
        return verify(source, contract, self._sandbox(contract.program(source).source))

    def _reusable(self, contract: Contract, doc: str, demands: Demands | None) -> Module | None:
        """A module of the library that passes all cases and stands the properties; no model is asked."""
        for module in self.find(doc, cases=(*contract.cases, *contract.held_out)):
            # The head's own parameter names are those that its properties speak of.
            asked = self._calling(module, replace(contract, signature=replace(contract.signature, name=module.name)))
            if verify(module.source, asked, self._sandbox(self.program(module.key).source), demands).admitted:
                return module
        return None

    def _calling(self, module: Module, contract: Contract) -> Contract:
        """A contract with what a module calls."""
        called = tuple(dependencies_first(module, self._runnable))
        return replace(contract, dependencies=module.dependencies, called=called)

    def _other_tier(self, source: str) -> Sandbox | None:
        """The full tier, if a source needs no more than the fast one and both are here."""
        if needed_tier(source) == "full":
            return None
        try:
            return self._sandbox_of("full")
        except NoSafeSandbox:
            return None

    def find(
        self, text: str = "", *, cases: Sequence[Example] = (), head: str | None = None, most: int = 10
    ) -> list[Module]:
        """The runnable modules of fitting types that pass every case, those whose words are most like ``text`` first.

        Args:
            text: what the function should do.
            cases: examples that it must pass; modules are run on them by types and text, 2000 at most.
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
        ranked = candidates(index, text, shapes, self._neighbours)
        runnable = (key for key in ranked if self.store.status(key) in RUNNABLE)
        modules = (self._runnable(key) for key in itertools.islice(runnable, CANDIDATES))
        return list(itertools.islice(self._passing(modules, examples), most))

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
        module = self.store.load(key)
        if not module.verification.admitted:
            raise CheckFailed(f"module {key} was not admitted: {module.verification.failure}")
        return module

    def verify(self, key: str) -> Verification:
        """What the kept cases and properties establish about a module now; nothing that is kept changes.

        Raises:
            CheckFailed, HashMismatch, BadDataFile, UnknownName: as :meth:`run` does.
            NoSafeSandbox: if no safe sandbox can run it.
        """
        module = self._runnable(key)
        contract = Contract(module.signature, module.cases, properties=module.properties)
        return self._verify(module.source, self._calling(module, contract))

    def set_status(self, key: str, status: Status, reason: str = "") -> None:
        """Deprecate, quarantine or restore a module; its files stay as they are."""
        self.store.set_status(key, status, reason)

    def history(self, name: str) -> list[dict[str, Json]]:
        """Every attempt that a model made at a module of this name, the oldest first.

        Raises:
            UnknownName: if there was none.
            BadDataFile: if the record of them was damaged.
        """
        path = self.folder / "history" / f"{name}.jsonl"
        if not name.isidentifier() or len(name.encode()) > _LONGEST_NAME or not path.is_file():
            raise UnknownName(f"no attempt at a module {name!r:.80} is known")
        try:
            return [json.loads(line) for line in read_text(path).splitlines()]
        except (ValueError, RecursionError) as err:
            raise BadDataFile(f"this is no history of attempts: {err}", source_name=str(path)) from err

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
        return self._sandbox_of(needed_tier(source))

    def _sandbox_of(self, tier: Tier) -> Sandbox:
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

    def _passing(self, modules: Iterator[Module], cases: Sequence[Case]) -> Iterator[Module]:
        """Those modules that pass every case, in order; some are run at a time.

        Most fail the first case, so that the others run on few.
        """
        while some := list(itertools.islice(modules, _AT_ONCE)) if cases else []:
            yield from self._right(self._right(some, cases[:1]), cases[1:])
        yield from modules

    def _right(self, modules: Sequence[Module], cases: Sequence[Case]) -> Sequence[Module]:
        """Those modules that give what the cases say."""
        if not modules or not cases:
            return modules
        calls = [list(case.inputs) for case in cases]
        told = self._run_many([(link(module, self._runnable), calls) for module in modules])
        return [m for m, outcomes in zip(modules, told, strict=True) if _all_right(m, cases, outcomes)]

    def _run_many(self, jobs: Sequence[Job]) -> list[list[Outcome]]:
        """Run programs, each in the tier that it needs."""
        found: dict[int, list[Outcome]] = {}
        tiers = [needed_tier(program.source) for program, _ in jobs]
        for tier in set(tiers):
            numbers = [n for n, its in enumerate(tiers) if its == tier]
            outcomes = self._sandbox_of(tier).run_many([jobs[n] for n in numbers])
            found.update(zip(numbers, outcomes, strict=True))
        return [found[n] for n in range(len(jobs))]

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


def _all_right(module: Module, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> bool:
    pairs = zip(cases, outcomes, strict=True)
    return all(judge(case, outcome, module.signature) == "right" for case, outcome in pairs)
