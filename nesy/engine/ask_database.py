"""From a question to rows: a language model writes query plans, which are checked, run and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from nesy.engine.query_result import QueryResult, plain_value
from nesy.errors import NesyError, NotAProblem, QueryFailed, UnknownName
from nesy.exchange import Message
from nesy.languages.qpl.decoding import step_grammar
from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve, resolve_step
from nesy.languages.qpl.syntax import Program
from nesy.languages.qpl.text import step_text
from nesy.models.base import LanguageModel, Prompt, Sample
from nesy.proofs.render.table import cell
from nesy.translate.prompt_files import load_prompts
from nesy.translate.qpl.replies import read_reply, reply_grammar
from nesy.translate.qpl.schema_text import mentioned_values, schema_text
from nesy.translate.quoting import one_line, without_control
from nesy.translation import Attempt

if TYPE_CHECKING:
    from nesy.engine.database import Database

_SHOWN_ROWS = 3
"""Rows of a step that the model is shown."""
STRATEGIES = ("auto", "program", "steps")
"""``program``: the whole plan in one reply. ``steps``: a step a call, each bound to what is in scope."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a model's plans become one result."""

    samples: int = 1
    refine: int = 0
    """Rounds in which a plan with a fault is written again."""
    strategy: str = "auto"
    temperature: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    max_steps: int = 16
    """Steps of a plan that is written step by step."""
    run_steps: bool = False
    """Run each step before the next is written, and show the model how many rows it gave and the first of them."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    attempt: Attempt
    messages: tuple[Message, ...]
    result: QueryResult | None = None


def ask_database(database: Database, question: str, model: LanguageModel, **options: Any) -> QueryResult:
    """The rows that most of the model's plans give.

    A plan that does not read, fit the schema or run goes back to the model with what is wrong. Plans whose rows are
    equal vote together; the first of the largest group speaks.

    Args:
        database: what is asked.
        question: in plain words.
        model: writes the plans.
        **options: fields of :class:`Asking`.

    Raises:
        NotAProblem: if the question is empty.
        UnknownName: if there is no such strategy.
        ModelFailed: if the model gives no samples.
        QueryFailed: if no plan could be run; its ``attempts`` are in the message.
    """
    asking = Asking(**options)
    if not question.strip():
        raise NotAProblem("the question is empty", hint="ask something in plain words")
    if asking.strategy not in STRATEGIES:
        raise UnknownName(f"there is no strategy {asking.strategy!r}", expected=STRATEGIES)
    writer = _Writer(database, one_line(question), model, asking)
    candidates = writer.by_steps() if writer.stepwise else writer.whole()
    for _ in range(asking.refine):
        candidates = [c if c.result is not None else writer.again(c) for c in candidates]
    attempts = tuple(c.attempt for c in candidates)
    chosen = _chosen([c for c in candidates if c.result is not None])
    if chosen is None or chosen.result is None:
        faults = "; ".join(dict.fromkeys(a.error.split("\n", 1)[0] for a in attempts))
        raise QueryFailed(f"no plan of {model.name} could be run: {faults}", hint="use refine=2, or more samples")
    return replace(chosen.result, question=question, attempts=attempts)


@dataclass(frozen=True, slots=True)
class _Writer:
    database: Database
    question: str
    model: LanguageModel
    asking: Asking

    @property
    def stepwise(self) -> bool:
        """Whether plans are written step by step: by choice, or because a grammar can bind every step here."""
        if self.asking.strategy == "auto":
            return "llguidance" in self.model.capabilities.grammars and not self.model.capabilities.replays
        return self.asking.strategy == "steps"

    @property
    def values(self) -> dict[str, str]:
        """What prompts say of the problem."""
        backend, schema = self.database.backend, self.database.schema
        shown = mentioned_values(self.question, schema, backend, self.database.limits)
        return {"schema": schema_text(schema, shown), "question": self.question}

    def whole(self) -> list[_Candidate]:
        """Plans that are written in one reply."""
        messages = load_prompts("qpl/program").messages("program", self.values)
        return [self._judged(s, messages, i, 0) for i, s in enumerate(self._samples(messages, self.asking.samples))]

    def again(self, candidate: _Candidate) -> _Candidate:
        """A candidate that is written again, with what was wrong with it."""
        fault = {"fault": without_control(candidate.attempt.error)}
        asked = load_prompts("qpl/refine").messages("refinement", fault)
        said = Message("assistant", without_control(candidate.attempt.raw) or "(no plan)")
        messages = (*candidate.messages, said, *asked)
        (sample,) = self._samples(messages, 1, candidate.attempt.sample)
        after = self._judged(sample, messages, candidate.attempt.sample, candidate.attempt.round + 1)
        return after if after.result is not None or after.attempt.raw.strip() else candidate

    def by_steps(self) -> list[_Candidate]:
        """Plans whose steps are written one by one, each bound to the scope that the steps before it leave."""
        return [self._steps(i, self.values) for i in range(self.asking.samples)]

    def _steps(self, index: int, values: dict[str, str]) -> _Candidate:
        settled: list[PlanStep] = []
        written: list[str] = []
        gave: list[str] = []
        exchanges = []
        messages: tuple[Message, ...] = ()
        try:
            for count in range(self.asking.max_steps):
                ends = True if count == self.asking.max_steps - 1 else None
                grammar = step_grammar(self.database.schema, settled, ends=ends)
                lines = [f"{line}{given}" for line, given in zip_longest(written, gave, fillvalue="")]
                shown = "\n".join(lines) or "(none)"
                messages = load_prompts("qpl/step").messages("step", {**values, "steps": shown})
                prompt = Prompt(messages)
                (sample,) = self._drawn(prompt, 1, index, grammar)
                exchanges.append(sample.exchange(prompt, "step"))
                text = sample.text.strip()
                program = read_program(text)
                step = program.steps[0]
                settled.append(resolve_step(program, step, self.database.schema, settled))
                written.append(f"{step_text(step)} ;")
                if not text.endswith(";"):
                    break
                if self.asking.run_steps:
                    gave.append(self._gave("\n".join(written)))
            text = "\n".join(written).removesuffix(" ;")
            result = self.database.run(text)
            return _Candidate(Attempt(text, exchanges=tuple(exchanges), sample=index), messages, result)
        except NesyError as err:
            raw = "\n".join(written)
            return _Candidate(Attempt(raw, str(err), exchanges=tuple(exchanges), sample=index), messages)

    def _gave(self, program: str) -> str:
        """What the last step of a program gives, for the model to see."""
        step = self.database.run(program).steps[-1]
        rows = [", ".join(map(cell, row)) for row in step.rows[:_SHOWN_ROWS]]
        return f"\n  gives {step.row_count} rows" + "".join(f"\n  {one_line(row)}" for row in rows)

    def _judged(self, sample: Sample, messages: tuple[Message, ...], index: int, round_: int) -> _Candidate:
        reply = read_reply(sample.text)
        exchange = sample.exchange(Prompt(messages), "refinement" if round_ else "program")
        attempt = Attempt(sample.text, exchanges=(exchange,), sample=index, round=round_)
        try:
            plan = resolve(_program(reply.program), self.database.schema)
            result = self.database.run(plan)
        except NesyError as err:
            return _Candidate(replace(attempt, error=str(err), diagnostics=(str(err),)), messages)
        steps = tuple(replace(s, question=reply.questions.get(s.number)) for s in result.steps)
        return _Candidate(attempt, messages, replace(result, steps=steps))

    def _samples(self, messages: Sequence[Message], count: int, first: int = 0) -> list[Sample]:
        return self._drawn(Prompt(tuple(messages)), count, first, reply_grammar(self.database.schema))

    def _drawn(self, prompt: Prompt, count: int, first: int, grammar: Any) -> list[Sample]:
        seed = None if self.asking.seed is None else self.asking.seed + first
        (samples,) = self.model.generate(
            [prompt],
            n=count,
            temperature=self.asking.temperature,
            max_tokens=self.asking.max_tokens,
            seed=seed,
            grammar=grammar,
        )
        return samples


def _program(text: str) -> Program:
    if not text:
        raise NotAProblem("the reply has no step", hint="write steps that begin with #1 =")
    return read_program(text)


def _chosen(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The first candidate of the largest group with equal rows."""
    keys = [_key(c.result) for c in candidates if c.result is not None]
    if not keys:
        return None
    most = max(Counter(keys).values())
    return next(c for c, key in zip(candidates, keys, strict=True) if keys.count(key) == most)


def _key(result: QueryResult) -> tuple[Any, ...]:
    rows = [tuple(map(plain_value, row)) for row in result.rows]
    return tuple(rows) if result.ordered else tuple(sorted(rows, key=repr))
