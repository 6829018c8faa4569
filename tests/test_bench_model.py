"""Runs over data sets with a language model: several problems at a time, its tokens, its failures, and resuming."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.bench.dataset import load_dataset
from nesy.bench.model_choice import ModelChoice
from nesy.bench.run import run_bench
from nesy.bench.selection import Selection, select
from nesy.bench.settings import RunSettings
from nesy.errors import ModelFailed, UnknownName
from nesy.exchange import Usage
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.models.wrappers.cached import Cached
from nesy.translate.english.reader import read

SETTINGS = RunSettings(mode="model", model=ModelChoice("openai:test", samples=2))


@dataclass
class Reader(LanguageModel):
    """A model that writes what the built-in reader reads; after ``fails_after`` calls it fails."""

    programs: dict[str, str]
    fails_after: int = 10**9
    name: str = "reader"
    calls: list[Call] = field(default_factory=list)
    most: int = 0
    open: int = 0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    async def complete(self, call: Call) -> list[Sample]:
        self.calls.append(call)
        if len(self.calls) > self.fails_after:
            raise ModelFailed("the server is gone")
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.01)
        self.open -= 1
        return [Sample(self.programs[call.prompt.problem_id], usage=Usage(10, 5))] * call.n


@pytest.fixture
def selection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Selection:
    monkeypatch.delenv("NESY_DATA", raising=False)
    monkeypatch.setenv("NESY_HOME", str(tmp_path / "home"))
    return select(load_dataset("proofwriter"))


def programs(selection: Selection) -> dict[str, str]:
    return {i.id: str(read(i.problem.premises, i.problem.question).theory) for i in selection.items}


def test_a_model_that_reads_well_scores_like_the_reader(selection: Selection, tmp_path: Path) -> None:
    model = Reader(programs(selection))
    report = run_bench(selection, SETTINGS, tmp_path / "out", workers=4, model=model)
    figures = report.score
    assert figures.n_right == figures.n_total == len(selection.items)
    assert 2 <= model.most <= 4, "several problems wait for the model at the same time"
    assert figures.usage == {"prompt_tokens": 20 * figures.n_total, "completion_tokens": 10 * figures.n_total}
    assert "model openai:test, 2 samples" in str(report) and "tokens" in str(report)


def test_a_run_that_failed_goes_on_without_repeated_calls(selection: Selection, tmp_path: Path) -> None:
    texts, out = programs(selection), tmp_path / "out"
    broken = Reader(texts, fails_after=3)
    first = run_bench(selection, SETTINGS, out, model=Cached(broken, out / "samples.sqlite"))
    reasons = " ".join(first.score.unanswered)
    assert first.score.n_answered == 3 and "the server is gone" in reasons and "GaveUp" in reasons
    mended = Reader(texts)
    (out / "results.jsonl").unlink()
    again = run_bench(selection, SETTINGS, out, model=Cached(mended, out / "samples.sqlite"), resume=True)
    assert again.score.n_right == len(selection.items)
    assert len(mended.calls) == len(selection.items) - 3


def test_settings_come_back_from_json() -> None:
    assert RunSettings.from_json(json.loads(json.dumps(SETTINGS.to_json()))) == SETTINGS


@pytest.mark.parametrize("settings", [{"mode": "model"}, {"model": ModelChoice("openai:x")}])
def test_a_mode_without_its_model_is_refused(settings: dict) -> None:
    with pytest.raises(UnknownName, match="do not go together"):
        RunSettings(**settings)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "a", "b", "--refine", "2"], "--refine needs --model"),
        (["ask", "Rex barks.", "Rex barks.", "--model", "gpt"], "does not say what kind of model"),
        (["ask", "Rex barks.", "Rex barks.", "--model", "nothing:gpt"], "no model 'nothing'"),
        (["bench", "folio", "--model", "openai:x", "--recorded", "y"], "drop --recorded"),
        (["ask", "Rex barks.", "Rex barks.", "--model", "recorded:/nowhere.jsonl"], "not a file that can be read"),
    ],
)
def test_usage_errors(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2 and message in result.output


def test_ask_with_a_recording_on_the_command_line(tmp_path: Path) -> None:
    from nesy.problem import Problem

    problem = Problem(("Rex is a dog.",), "Rex is a dog.")
    file = tmp_path / "demo.jsonl"
    file.write_text(json.dumps({"id": problem.id, "samples": ["Dog(rex)\n⊢ Dog(rex)"]}) + "\n")
    result = CliRunner().invoke(main, ["ask", "Rex is a dog.", "Rex is a dog.", "--model", f"recorded:{file}"])
    assert result.exit_code == 0 and result.output.startswith("TRUE")


def test_kinds_of_models_are_listed() -> None:
    result = CliRunner().invoke(main, ["models", "list"])
    assert result.exit_code == 0
    for kind in ("openai:…", "recorded:…", "transformers:…"):
        assert kind in result.output
