"""Runs over data sets: what is scored, what is written, and what survives a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from nesy.apps.bench_command import bench
from nesy.apps.data_command import data
from nesy.bench import pool
from nesy.bench.answering import run_item
from nesy.bench.dataset import load_dataset
from nesy.bench.errata import Erratum
from nesy.bench.item import Item
from nesy.bench.journal import Journal
from nesy.bench.pool import run_parallel
from nesy.bench.report import Report
from nesy.bench.result import Result
from nesy.bench.run import run_bench
from nesy.bench.score import score, wilson
from nesy.bench.selection import select
from nesy.bench.settings import RunSettings
from nesy.errors import CannotResume, FileMissing, MissingDependency, UnknownName
from nesy.problem import Problem
from nesy.verdict import Label, Status

ENGLISH = RunSettings(mode="english")
OPTIONS = ["A) True", "B) False", "C) Unknown"]


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch, tmp_path):
    monkeypatch.delenv("NESY_DATA", raising=False)
    monkeypatch.setenv("NESY_HOME", str(tmp_path / "home"))


def chain(length: int, number: int) -> dict:
    """A problem of our own: a chain of rules from one fact, asked at one link or beyond."""
    colours = ["red", "round", "kind", "young", "cold", "green", "smart", "quiet", "big", "nice"][:length]
    rules = [f"If someone is {a} then they are {b}." for a, b in pairwise(colours)]
    question, answer = [(f"Anne is {colours[-1]}.", "A"), (f"Anne is not {colours[1]}.", "B"), ("Anne is blue.", "C")][
        number % 3
    ]
    context = " ".join([f"Anne is {colours[0]}.", *rules])
    return {"id": f"chain-{number}", "context": context, "question": question, "answer": answer, "options": OPTIONS}


def write(path: Path, records: list[dict]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(bench, [str(a) for a in arguments], catch_exceptions=False)
    return result.exit_code, result.output


# What is scored


@pytest.mark.parametrize("name", ["folio", "prontoqa", "proofwriter"])
def test_samples_are_answered_and_right(name, tmp_path):
    dataset = load_dataset(name)
    mode = dataset.card.translator
    report = run_bench(select(dataset, formulas=mode == "formulas"), RunSettings(mode=mode), tmp_path / "out")
    figures = report.score
    assert figures.n_answered == figures.n_right == figures.n_total >= 5
    assert report.complete
    assert "only the" in str(report)
    assert "NOTE" in str(report)


def test_a_wrong_label_counts_as_wrong(tmp_path):
    records = [chain(4, n) for n in range(6)]
    records[0]["answer"] = "B"
    code, output = invoke("proofwriter", "--data", write(tmp_path / "a.jsonl", records), "--out", tmp_path / "out")
    assert code == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["score"]["n_total"] == report["score"]["n_answered"] == 6
    assert report["score"]["n_right"] == 5
    assert [w["id"] for w in report["wrong"]] == ["chain-0"]
    assert "chain-0: gold FALSE, here TRUE" in output
    assert "0.8333" in output


def test_an_unreadable_sentence_is_listed_with_its_reason_and_counts_as_wrong(tmp_path):
    records = [chain(4, n) for n in range(3)]
    records[1]["question"] = "Blah of the of"
    code, output = invoke("proofwriter", "--data", write(tmp_path / "a.jsonl", records), "--out", tmp_path / "out")
    assert code == 0
    figures = json.loads((tmp_path / "out" / "report.json").read_text())["score"]
    assert (figures["n_total"], figures["n_answered"], figures["n_right"]) == (3, 2, 2)
    ((reason, ids),) = figures["unanswered"].items()
    assert ids == ["chain-1"]
    assert reason.startswith("TranslationFailed: ")
    assert "cannot be followed beyond 'Blah of'" in reason
    assert reason in output
    result = next(line for line in lines(tmp_path / "out") if line["id"] == "chain-1")
    assert result["label"] is None
    assert result["status"] == "TranslationFailed"


def test_every_problem_has_one_line_with_its_fields(tmp_path):
    invoke("prontoqa", "--out", tmp_path / "out", "--save-answers")
    for line in lines(tmp_path / "out"):
        assert {"id", "gold", "label", "status", "seconds", "prover", "semantics", "reasons", "answer"} <= set(line)
        assert line["answer"]["verdict"]["label"] == line["label"]
        assert Result.from_json(line).to_json() == line


def test_a_contradiction_in_the_formulas_is_no_answer(tmp_path):
    record = {
        "id": "c",
        "premises": ["It rains.", "It does not rain."],
        "premises-FOL": ["Rain(here)", "¬Rain(here)"],
        "conclusion": "It is wet.",
        "conclusion-FOL": "Wet(here)",
        "label": "True",
    }
    broken = {**record, "id": "d", "premises-FOL": ["Rain(here", "Rain(here)) ∧ ∧"]}
    code, _ = invoke("folio", "--data", write(tmp_path / "a.jsonl", [record, broken]), "--out", tmp_path / "out")
    first, second = lines(tmp_path / "out")
    assert code == 0
    assert (first["label"], first["status"]) == (None, "ContradictoryAxioms")
    assert (second["label"], second["status"], second["error"]) == (None, "TranslationFailed", "ParseError")


def test_an_error_of_another_kind_is_a_defect_and_the_run_goes_on(tmp_path, monkeypatch):
    def fail(problem, **_):
        if problem.id == "chain-1":
            raise ZeroDivisionError("of our own making")
        return real(problem, **_)

    from nesy.bench import answering

    real = answering.ask
    monkeypatch.setattr(answering, "ask", fail)
    path = write(tmp_path / "a.jsonl", [chain(4, n) for n in range(3)])
    code, output = invoke("proofwriter", "--data", path, "--out", tmp_path / "out")
    assert code == 1
    assert "DEFECTS" in output
    figures = json.loads((tmp_path / "out" / "report.json").read_text())["score"]
    assert (figures["n_total"], figures["n_right"], figures["defects"]) == (3, 2, ["chain-1"])


def test_a_missing_prover_ends_the_run(monkeypatch):
    def missing(problem, **_):
        raise MissingDependency("no such prover here")

    monkeypatch.setattr("nesy.bench.answering.ask", missing)
    with pytest.raises(MissingDependency):
        run_item(Item(Problem(("Rex is kind.",), "Rex is kind."), Label.TRUE), ENGLISH)


def test_errata_are_shown_and_change_no_figure(tmp_path):
    selection = select(load_dataset("folio"), formulas=True)
    wrong = replace(selection.items[0], gold=Label.TRUE)
    selection = replace(selection, items=(wrong, *selection.items[1:]))
    report = run_bench(selection, RunSettings(mode="formulas"), tmp_path / "out")
    entry = Erratum(wrong.id, "TRUE", "FALSE", "made up for this test")
    listed = Report(report.manifest, report.results, errata={wrong.id: entry})
    assert listed.score == report.score
    assert report.score.n_right == report.score.n_total - 1
    assert "made up for this test" in str(listed)
    assert "made up for this test" not in str(report)


def test_a_recorded_problem_without_output_counts_as_wrong():
    item = Item(Problem(("Rex is kind.",), "Rex is kind."), Label.TRUE)
    result = run_item(item, RunSettings(mode="recorded"))
    assert (result.label, result.status) == (None, Status.TRANSLATION_FAILED)
    assert "no output" in result.reasons[0]


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 1, 0.2065, 1.0)],
)
def test_wilson_interval(right, total, low, high):
    assert wilson(right, total) == pytest.approx((low, high), abs=5e-5)


def test_score_counts_everything():
    results = [
        Result("a", Label.TRUE, Status.THEOREM),
        Result("b", Label.TRUE, Status.SATISFIABLE),
        Result("c", Label.FALSE, Status.TIMEOUT, reasons=("wall limit of 1 s",), semantics="classical"),
        Result(
            "d",
            Label.FALSE,
            Status.TIMEOUT,
            reasons=("classical: asked for", "wall limit of 1 s"),
            semantics="classical",
        ),
    ]
    figures = score(results)
    assert (figures.n_total, figures.n_answered, figures.n_right) == (4, 2, 1)
    assert figures.confusion == {("TRUE", "TRUE"): 1, ("TRUE", "UNCERTAIN"): 1, ("FALSE", "none"): 2}
    assert figures.unanswered == {"Timeout: wall limit of 1 s": ("c", "d")}
    assert sum(figures.statuses.values()) == 4


@pytest.mark.parametrize("field", ["mode", "semantics", "vote"])
def test_settings_are_checked(field):
    with pytest.raises(UnknownName, match="no-such"):
        RunSettings(**{field: "no-such"})


# What is written, and resumed


def test_manifest_names_no_machine(tmp_path):
    path = write(tmp_path / "a.jsonl", [chain(3, 0)])
    invoke("proofwriter", "--data", path, "--out", tmp_path / "out", "--limit", 1)
    text = (tmp_path / "out" / "manifest.json").read_text()
    manifest = json.loads(text)
    assert str(tmp_path) not in text
    assert manifest["sources"][0]["file"] == "a.jsonl"
    assert len(manifest["sources"][0]["sha256"]) == 64
    assert manifest["started"] <= manifest["finished"]
    assert {"nesy", "python", "z3-solver"} <= set(manifest["versions"])
    assert manifest["settings"]["seconds"] == 10.0


def kill_half_way(folder: Path, path: Path, workers: int) -> list[int]:
    """Start a run in a process of its own, kill it with SIGKILL when some results are there."""
    code = "from nesy.apps.bench_command import bench; bench()"
    arguments = ["proofwriter", "--data", str(path), "--out", str(folder), "--workers", str(workers)]
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=Path(__file__).parents[1])
    results = folder / "results.jsonl"
    deadline = time.monotonic() + 60
    while not (results.exists() and results.read_bytes().count(b"\n") >= 20):
        assert process.poll() is None, "the run ended before it was killed"
        assert time.monotonic() < deadline
        time.sleep(0.002)
    workers_of = children(process.pid)
    process.kill()
    process.wait()
    return workers_of


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_resume_after_a_kill_loses_and_doubles_nothing(tmp_path, workers):
    path, folder = write(tmp_path / "a.jsonl", [chain(10, n) for n in range(500)]), tmp_path / "out"
    crew = kill_half_way(folder, path, workers)
    assert len(crew) == (workers if workers > 1 else 0)
    deadline = time.monotonic() + 5
    while not all(gone(pid) for pid in crew):
        assert time.monotonic() < deadline, "a worker outlived the run"
        time.sleep(0.01)
    results = folder / "results.jsonl"
    whole = results.read_bytes()
    results.write_bytes(whole[: whole.rfind(b"\n") - 9])  # as if the kill had cut the last line short
    before = results.read_bytes().count(b"\n")
    assert 10 < before < 500
    code, _ = invoke("proofwriter", "--data", path, "--out", folder, "--resume", "--workers", workers)
    assert code == 0
    after = lines(folder)
    assert len(after) == 500
    assert {line["id"] for line in after} == {f"chain-{n}" for n in range(500)}
    assert all(line["gold"] == line["label"] for line in after)
    assert len(json.loads((folder / "report.json").read_text())["wrong"]) == 0


def test_results_are_not_overwritten(tmp_path):
    assert invoke("prontoqa", "--out", tmp_path / "out")[0] == 0
    with pytest.raises(CannotResume, match="already holds results"):
        invoke("prontoqa", "--out", tmp_path / "out")


@pytest.mark.parametrize("change", [["--seconds", "3"], ["--limit", "2"], ["--semantics", "classical"]])
def test_another_run_is_not_resumed(tmp_path, change):
    invoke("prontoqa", "--out", tmp_path / "out")
    with pytest.raises(CannotResume, match=r"another one|none of"):
        invoke("prontoqa", "--out", tmp_path / "out", "--resume", *change)


def journal_line(id: str) -> bytes:
    return json.dumps(Result(id, Label.TRUE, Status.THEOREM).to_json()).encode() + b"\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (journal_line("a") + journal_line("a"), "repeats"),
        (journal_line("z"), "is none of"),
        (b"{}\n", "not a result"),
        (b"\0\n", "not a result"),
        (journal_line("a").replace(b"Theorem", b"Timeout"), "does not belong"),
    ],
)
def test_a_foreign_journal_is_refused(tmp_path, body, message):
    (tmp_path / "results.jsonl").write_bytes(body)
    with pytest.raises(CannotResume, match=message):
        Journal(tmp_path, {"a", "b"}, resume=True)


def test_a_cut_line_is_run_again(tmp_path):
    (tmp_path / "results.jsonl").write_bytes(journal_line("a") + journal_line("b")[:-5])
    with Journal(tmp_path, {"a", "b"}, resume=True) as journal:
        assert set(journal.done) == {"a"}
        journal.add(Result("b", Label.TRUE, Status.THEOREM, reasons=("half a pair: \ud800",)))
    assert [line["id"] for line in lines(tmp_path)] == ["a", "b"]


def test_two_runs_do_not_write_to_one_folder(tmp_path):
    with Journal(tmp_path, {"a"}), pytest.raises(CannotResume, match="another run is writing"):
        Journal(tmp_path, {"a"}, resume=True)


def test_an_interrupt_leaves_a_run_that_resumes(tmp_path, monkeypatch):
    from nesy.bench import run

    def interrupted(item, settings):
        if item.id == "sample-4":
            raise KeyboardInterrupt
        return run_item(item, settings)

    monkeypatch.setattr(run, "run_item", interrupted)
    code, output = invoke("prontoqa", "--out", tmp_path / "out")
    assert code == 130
    assert "--resume" in output
    assert len(lines(tmp_path / "out")) == 3
    monkeypatch.undo()
    code, _ = invoke("prontoqa", "--out", tmp_path / "out", "--resume")
    assert code == 0
    assert [line["id"] for line in lines(tmp_path / "out")] == [f"sample-{n}" for n in range(1, 7)]


# Workers


def items(count: int) -> list[Item]:
    return [
        Item(Problem((f"Anne is {'red' if n % 2 else 'kind'}.",), "Anne is red.", str(n), "rules-open"), Label.TRUE)
        for n in range(count)
    ]


def test_workers_give_what_one_process_gives():
    def without_time(results):
        return {r.id: replace(r, seconds=0.0) for r in results}

    wanted = [run_item(item, ENGLISH) for item in items(50)]
    assert without_time(run_parallel(items(50), ENGLISH, 2)) == without_time(wanted)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("blow", "status"), [(signal.SIGKILL, "GaveUp"), pytest.param(signal.SIGSTOP, "Timeout", marks=pytest.mark.slow)]
)
def test_a_worker_that_dies_or_hangs_costs_one_problem(monkeypatch, blow, status):
    monkeypatch.setattr(pool, "_GRACE_SECONDS", 1.0)
    before = set(children(os.getpid()))
    run = run_parallel(items(400), RunSettings(mode="english", seconds=0.5), 2)
    results = [next(run)]
    crew = set(children(os.getpid())) - before
    assert len(crew) == 2
    os.kill(min(crew), blow)
    results += run
    assert sorted(r.id for r in results) == sorted(item.id for item in items(400))
    failed = [r for r in results if r.defect]
    assert [r.status.value for r in failed] == [status]
    assert all(gone(pid) for pid in crew)


def test_workers_end_when_the_run_is_dropped():
    before = set(children(os.getpid()))
    run = run_parallel(items(400), ENGLISH, 2)
    next(run)
    crew = set(children(os.getpid())) - before
    run.close()
    assert crew
    assert all(gone(pid) for pid in crew)


# The commands


@pytest.mark.parametrize("arguments", [["proofwriter", "--resume"], ["folio", "--recorded", "x", "--split", "train"]])
def test_usage_is_checked(arguments):
    assert invoke(*arguments)[0] == 2


def test_json_report(tmp_path):
    result = CliRunner().invoke(bench, ["folio", "--json", "--limit", "2"], catch_exceptions=False)
    report = json.loads(result.stdout)
    assert report["score"]["n_total"] == 2
    assert report["manifest"]["limit"] == 2
    assert "only the folio sample" in report["notes"][0]


def test_data_commands(tmp_path):
    output = CliRunner().invoke(data, ["list"], catch_exceptions=False).output
    assert "proofwriter/test.jsonl" in output
    assert "not in the cache" in output
    path = write(tmp_path / "dev.jsonl", [chain(3, 0)])
    arguments = ["get", "proofwriter", "--from", str(path)]
    output = CliRunner().invoke(data, arguments, catch_exceptions=False).output
    assert "1 problems" in output
    assert "NOT listed" in output
    assert invoke("proofwriter", "--split", "dev")[1].count("by the cache") == 1


# The real data, where it is


DATA = os.environ.get("NESY_DATA")  # read before the fixture hides it


def shared(*parts: str) -> Path:
    places = ([Path(DATA)] if DATA else []) + [Path(__file__).parents[2] / "shared" / "data"]
    path = next((place.joinpath(*parts) for place in places if place.joinpath(*parts).exists()), None)
    if path is None:
        pytest.skip(f"{'/'.join(parts)} is not here")
    return path


@pytest.mark.slow
def test_each_folio_problem_that_differs_is_among_the_errata(tmp_path):
    root = shared("folio", "validation.jsonl").parents[1]
    selection = select(load_dataset("folio"), "validation", root, formulas=True)
    report = run_bench(selection, RunSettings(mode="formulas"), tmp_path / "out")
    assert report.errata is not None
    assert {r.id for r in report.wrong} <= set(report.errata)
    assert report.score.n_answered == report.score.n_total


@pytest.mark.slow
@pytest.mark.parametrize(("name", "split"), [("proofwriter", "test"), ("prontoqa", "dev")])
def test_english_data_sets(tmp_path, name, split):
    root = shared(name, f"{split}.jsonl").parents[1]
    report = run_bench(select(load_dataset(name), split, root), ENGLISH, tmp_path / "out")
    assert report.score.n_answered == report.score.n_total
    assert report.score.accuracy >= 0.998


def test_a_recording_that_is_not_there(tmp_path):
    with pytest.raises(FileMissing):
        invoke("folio", "--recorded", tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    "arguments",
    [
        ["spider-qpl", "--split", "dev"],
        ["sgl", "--recorded", "x"],
        ["growth", "--data", "x"],
        ["sgl", "--seconds", "1"],
    ],
    ids=" ".join,
)
def test_an_option_that_a_benchmark_has_no_use_for_is_refused(arguments):
    found = CliRunner().invoke(bench, arguments)
    assert found.exit_code == 2 and f"{arguments[1]} says nothing about {arguments[0]}" in found.output
