"""Any prover that reads TPTP problems and prints an SZS status, driven by its manifest alone."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nesy.errors import MissingDependency, Unsupported
from nesy.languages.fol.printers.smtlib import Symbol
from nesy.languages.fol.printers.tptp import Tptp
from nesy.languages.fol.syntax import Not
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.cores import shrink
from nesy.provers.external import run_program
from nesy.provers.findings import Answer, Core, Findings, Side, settle
from nesy.provers.finite_models import FiniteModels
from nesy.provers.manifest import Manifest, load_manifest, manifest_names
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.workers import Stopped
from nesy.verdict import Status

_SZS = re.compile(r"SZS status (\w+)")
_SHARE = 0.4
_TRIAL_SECONDS = 0.5
_LIMITS = {
    "timeout": Stopped(Status.TIMEOUT, "time limit of {0.seconds:g} s"),
    "memory": Stopped(Status.MEMORY_OUT, "memory limit of {0.megabytes} MB"),
}


class TptpProver:
    """A program behind a manifest of kind ``tptp``.

    It is asked whether the premises entail the conclusion, and whether they entail its negation. A
    claim of satisfiability on both sides counts only with two worlds, which :class:`FiniteModels` looks for.

    Args:
        manifest: how the program is found, called and understood.
        worlds: the finder of worlds.

    Raises:
        Unsupported: if the manifest is of another kind.
    """

    __slots__ = ("_worlds", "manifest")

    manifest: Manifest
    """How the program is found, called and understood."""

    def __init__(self, manifest: Manifest, worlds: FiniteModels | None = None) -> None:
        if manifest.kind != "tptp":
            raise Unsupported(f"{manifest.name} is a prover of kind {manifest.kind}", expected=("tptp",))
        self.manifest = manifest
        self._worlds = worlds or FiniteModels()

    @property
    def name(self) -> str:
        """The manifest's name."""
        return self.manifest.name

    @property
    def capabilities(self) -> Capabilities:
        """Entailment, by a program outside the Python installation."""
        return Capabilities(frozenset({"classical"}), external=True, notes=(self.manifest.description,))

    def available(self) -> str | None:
        """None if the program is found; otherwise that it is not, with the install line."""
        if self.manifest.program() is not None:
            return None
        return f"no program {' or '.join(self.manifest.programs)} is found; {self._hint()}"

    def _hint(self) -> str:
        variable = f", or set {self.manifest.variable} to its path" if self.manifest.variable else ""
        return f"install it with `{self.manifest.install}`{variable}"

    def decide(self, theory: Theory, limits: Limits, semantics: str = "classical") -> Outcome:
        """Decide the conclusion of a theory within the limits.

        Raises:
            MissingDependency: if the program is not found.
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
        """
        require_classical(self.name, semantics)
        started = time.monotonic()
        question = pose(theory)
        findings = self.examine(question, limits)
        left = started + limits.seconds - time.monotonic()
        if not findings.settled and left > 0:
            found = self._worlds.examine(question, replace(limits, seconds=left), findings.lacking)
            findings = findings.merged(found)
        return settle(question, findings, self.name, time.monotonic() - started)

    def examine(self, question: Question, limits: Limits) -> Findings:
        """What the program says of both sides of a question; satisfiability comes without worlds.

        Raises:
            MissingDependency: if the program is not found.
        """
        program = self.manifest.program()
        if program is None:
            raise MissingDependency(f"the prover {self.name} is not installed", hint=self._hint())
        session = _Session(self.manifest, program, question, limits, time.monotonic() + limits.seconds)
        every = range(len(question.premises))
        negated = session.check(every, False, _SHARE)
        asserted = session.check(every, True, _SHARE)
        if negated.core and asserted.core:
            start = {*negated.core.premises, *asserted.core.premises}
            return Findings(negated, asserted, session.minimal(sorted(start), None, self._worlds))
        if negated.core:
            negated = replace(negated, core=session.minimal(negated.core.premises, False, self._worlds))
        if asserted.core:
            asserted = replace(asserted, core=session.minimal(asserted.core.premises, True, self._worlds))
        return Findings(negated, asserted)


def tptp_provers() -> tuple[TptpProver, ...]:
    """Every prover whose manifest is of kind ``tptp``, installed or not."""
    manifests = (load_manifest(name) for name in manifest_names())
    return tuple(TptpProver(m) for m in manifests if m.kind == "tptp")


@dataclass(frozen=True, slots=True)
class _Session:
    """The program at work on one question."""

    manifest: Manifest
    program: Path
    question: Question
    limits: Limits
    deadline: float

    def check(self, indices: Sequence[int], conclusion: bool | None, share: float, most: float = 1e9) -> Side:
        """Whether some premises are satisfiable with the conclusion, with its negation, or by themselves.

        The program may use a share of the time that is left, and ``most`` seconds.
        """
        left = min(most, (self.deadline - time.monotonic()) * share)
        if left <= 0:
            return self._side("timeout", self.limits)
        limits = replace(self.limits, seconds=left)
        with tempfile.TemporaryDirectory(prefix="nesy-") as folder:
            file = Path(folder) / "problem.p"
            file.write_text(problem_text(self.question, indices, conclusion), encoding="ascii")
            values = {"file": str(file), "seconds": str(max(1, round(left))), "megabytes": str(limits.megabytes)}
            arguments = [argument.format_map(values) for argument in self.manifest.argv]
            run = run_program(self.program, arguments, limits, self.manifest.output_bytes)
        found = _SZS.search(run.output)
        if found is None:
            return self._side("timeout", limits) if run.timed_out else self._failed(run.output, run.code)
        answer = self.manifest.status.get(found.group(1), "unknown")
        return self._side(answer, limits, found.group(1), run.output)

    def _side(self, answer: str, limits: Limits, status: str = "", output: str = "") -> Side:
        by = self.manifest.name
        stopped = _LIMITS.get(answer)
        if stopped is not None:
            return Side(status=stopped.status, reason=f"{by}: {stopped.reason.format(limits)}", by=by)
        if answer == "unsat":
            used = {int(n[1:]) for n in re.findall(self.manifest.used_premise, output) if re.fullmatch(r"h\d+", n)}
            known = bool(self.manifest.used_premise)
            return Side("unsat", Core(tuple(sorted(used)), False) if known else None, by=by)
        known_answer: Answer = "sat" if answer == "sat" else "unknown"
        return Side(known_answer, reason=f"{by}: says {status}", by=by)

    def _failed(self, output: str, code: int) -> Side:
        last = next((line for line in reversed(output.splitlines()) if line.strip()), "")[:300]
        return Side(reason=f"{self.manifest.name}: exited with {code} and no SZS status: {last}", by=self.manifest.name)

    def minimal(self, start: Sequence[int], conclusion: bool | None, worlds: FiniteModels) -> Core:
        """A core by deletion; that a premise is needed is shown by saturation or by a world without it."""

        def refute(indices: Sequence[int]) -> Sequence[int] | bool:
            if self._has_world(indices, conclusion, worlds):
                return True
            side = self.check(indices, conclusion, _SHARE, _TRIAL_SECONDS)
            if side.answer == "unsat":
                return side.core.premises if side.core else indices
            return side.answer == "sat"

        premises, minimal = shrink(start, refute)
        return Core(premises, minimal)

    def _has_world(self, indices: Sequence[int], conclusion: bool | None, worlds: FiniteModels) -> bool:
        left = min(_TRIAL_SECONDS, self.deadline - time.monotonic())
        if left <= 0:
            return False
        question = self.question.restricted(indices)
        question = question.without_goal() if conclusion is None else question
        wanted = conclusion is not False
        found = worlds.examine(question, replace(self.limits, seconds=left), frozenset({wanted}))
        return (found.asserted if wanted else found.negated).world is not None


def problem_text(
    question: Question, indices: Sequence[int], conclusion: bool | None, words: dict[Symbol, str] | None = None
) -> str:
    """A TPTP problem in FOF, in ASCII: background, premises ``h0`` …, and a conjecture.

    The conjecture is the conclusion if its negation is to be refuted with the premises (False), its
    negation if the conclusion is (True); there is none for the premises by themselves (None).
    Symbols are given short words, so that no two of different kind or arity share one; ``words`` collects them.
    """
    printer = Tptp(_short_words({} if words is None else words))
    lines = [f"fof(b{i}, axiom, {printer.formula(b)})." for i, b in enumerate(question.background)]
    lines += [f"fof(h{i}, axiom, {printer.formula(question.premises[i])})." for i in indices]
    if conclusion is not None:
        goal = Not(question.conclusion) if conclusion else question.conclusion
        lines.append(f"fof(goal, conjecture, {printer.formula(goal)}).")
    return "\n".join(lines) + "\n"


def _short_words(words: dict[Symbol, str]) -> Callable[[str, str, int], str]:
    return lambda kind, name, arity: words.setdefault((kind, name, arity), f"{kind[0]}{len(words)}")
