"""The report of a run as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nesy.bench.errata import Erratum
from nesy.bench.manifest import Manifest
from nesy.bench.model_choice import ModelChoice
from nesy.bench.result import Result
from nesy.bench.score import NONE, Score, score, why_unanswered
from nesy.verdict import Label

_SHOWN = 20
_LABELS = tuple(label.value for label in Label)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said of a run."""

    manifest: Manifest
    results: tuple[Result, ...]
    """In the order of the data."""
    notes: tuple[str, ...] = ()
    """What a reader must know to judge the figures, such as that only the sample ran."""
    errata: Mapping[str, Erratum] | None = None

    @property
    def score(self) -> Score:
        """The figures."""
        return score(self.results)

    @property
    def complete(self) -> bool:
        """Whether every problem of the run has a result."""
        return len(self.results) == self.manifest.n_total

    @property
    def wrong(self) -> tuple[Result, ...]:
        """The results that differ from the gold label, those without an answer included."""
        return tuple(r for r in self.results if not r.right)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""
        errata = self.errata or {}
        return {
            "manifest": self.manifest.to_json(),
            "complete": self.complete,
            "score": self.score.to_json(),
            "notes": list(self.notes),
            "wrong": [
                {
                    "id": r.id,
                    "gold": r.gold.value,
                    "label": r.label.value if r.label is not None else None,
                    "status": r.status.value,
                    "reasons": list(r.reasons),
                    "erratum": errata[r.id].reason if r.id in errata else None,
                }
                for r in self.wrong
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from self._heading()
        if not self.complete:
            yield f"INCOMPLETE: {len(self.results)} of {self.manifest.n_total} problems have run; no accuracy is stated"
            return
        yield ""
        yield from figures(self.score)
        yield from confusion(self.score)
        yield from self._unanswered()
        yield from self._wrong()

    def _heading(self) -> Iterator[str]:
        manifest, settings = self.manifest, self.manifest.settings
        only = f", first {manifest.limit}" if manifest.limit is not None else ""
        yield f"{manifest.dataset}, {manifest.split}{only}: answered from {_MODES[settings.mode]}"
        for source in manifest.sources:
            note = source.note or "not one of the files that the card lists"
            yield f"  data      {source.file}, {source.count} problems, sha256 {source.sha256[:12]} ({note})"
        vote = f", vote {settings.vote}" if settings.mode in ("recorded", "model") else ""
        vote += f", {asked(settings.model)}" if settings.model else ""
        link = "" if settings.link else ", no linking of names"
        deciding = f"semantics {settings.semantics}, prover {settings.prover}, {settings.seconds:g} s"
        yield f"  settings  {deciding}{vote}{link}"
        yield "  versions  " + ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
        for note in self.notes:
            yield f"  NOTE      {note}"

    def _unanswered(self) -> Iterator[str]:
        groups = self.score.unanswered
        if groups:
            yield ""
            yield f"not answered: {self.score.n_total - self.score.n_answered}"
        for reason, ids in list(groups.items())[:_SHOWN]:
            yield f"  {len(ids):>4}  {reason}"
            yield f"        {', '.join(ids[:5])}{', …' if len(ids) > 5 else ''}"
        if len(groups) > _SHOWN:
            yield f"  and {len(groups) - _SHOWN} more reasons, in the results"

    def _wrong(self) -> Iterator[str]:
        errata = self.errata or {}
        answered = [r for r in self.wrong if r.label is not None]
        listed = [r for r in self.wrong if r.id in errata]
        shown = [*listed, *(r for r in answered if r not in listed)][: max(_SHOWN, len(listed))]
        if shown:
            yield ""
            yield f"other than the label: {len(answered)}; listed among the errata: {len(listed)} of {len(self.wrong)}"
        for result in shown:
            ours = result.label.value if result.label is not None else why_unanswered(result)
            yield f"  {result.id}: gold {result.gold.value}, here {ours}"
            if result.id in errata:
                yield f"      erratum: {errata[result.id].reason}"
        if len(answered) > len(shown):
            yield "  and more, in the results"


_MODES = {
    "english": "the English sentences, by the built-in reader",
    "formulas": "the data set's own formulas",
    "recorded": "a model's recorded outputs",
    "model": "the sentences, by a language model",
}


def asked(choice: ModelChoice) -> str:
    """The model of a run and how it is asked, in one line."""
    told = f"model {choice.name}, {choice.samples} samples, strategy {choice.strategy}, refine {choice.refine}"
    return told + ("" if choice.constrain else ", no grammar")


def figures(s: Score) -> Iterator[str]:
    """The figures, one a line."""
    low, high = s.interval
    yield f"  n_total     {s.n_total:>7}"
    yield f"  n_answered  {s.n_answered:>7}"
    yield f"  n_right     {s.n_right:>7}"
    yield f"  accuracy    {s.accuracy:>7.4f}  95% interval {low:.4f} to {high:.4f}; no answer counts as wrong"
    yield f"  of answered {s.accuracy_of_answered:>7.4f}"
    without = s.n_definite - s.n_proved
    yield f"  proved      {s.n_proved:>7}  of {s.n_definite} TRUE and FALSE; {without} without a checked proof"
    yield "  statuses    " + ", ".join(f"{status} {count}" for status, count in s.statuses.items())
    if s.repairs:
        yield "  repaired    " + ", ".join(f"{name} in {count}" for name, count in s.repairs.items())
    if s.usage:
        read, written = s.usage["prompt_tokens"], s.usage["completion_tokens"]
        yield f"  tokens      {read:>7}  read, {written} written, without cached ones"
    if s.n_guessed:
        yield f"  unproved    {s.n_guessed:>7}  guesses of the model, {s.n_guessed_right} right; none is counted above"
    rate = f", {s.n_total / s.seconds:,.0f} problems/s" if s.seconds else ""
    yield f"  seconds     {s.seconds:>7.2f}  summed over problems{rate}"
    if s.defects:
        yield f"  DEFECTS     {len(s.defects):>7}  nesy itself failed at {', '.join(s.defects[:5])}"


def confusion(s: Score) -> Iterator[str]:
    """The table of gold labels against ours."""
    columns: Sequence[str] = (*_LABELS, NONE)
    yield ""
    yield f"  {'gold':<10}" + "".join(f"{column:>11}" for column in columns)
    for gold in _LABELS:
        row = [s.confusion.get((gold, column), 0) for column in columns]
        if any(row):
            yield f"  {gold:<10}" + "".join(f"{count:>11}" for count in row)
