"""Cards, data files, recordings and the cache."""

import json
from pathlib import Path

import pytest

from nesy.bench.cache import copy_into_cache
from nesy.bench.card import read_card
from nesy.bench.dataset import CardDataset, dataset_names, load_dataset
from nesy.bench.errata import read_errata
from nesy.bench.locate import ALL, locate, locate_recording
from nesy.bench.recordings import read_recording, with_unrecorded
from nesy.bench.records import MAX_LINE, read_data_file
from nesy.bench.selection import select, select_recorded
from nesy.errors import BadDataFile, FileMissing, HashMismatch, NesyError, ParseError, UnknownName
from nesy.verdict import Label

BUILT_IN = ("folio", "prontoqa", "proofwriter")
GOOD = {"id": "1", "context": "Rex is kind.", "question": "Rex is kind.", "answer": "A", "options": ["A) True"]}


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch, tmp_path):
    monkeypatch.delenv("NESY_DATA", raising=False)
    monkeypatch.setenv("NESY_HOME", str(tmp_path / "home"))


def write(path: Path, *records: dict) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.parametrize("name", BUILT_IN)
def test_card_and_sample(name):
    dataset = load_dataset(name)
    card = dataset.card
    assert card.name == name
    assert card.source.startswith("https://")
    assert card.licence
    assert card.semantics in ("classical", "rules-open")
    assert len(card.semantics_reason) > 40
    selection = select(dataset, formulas=card.translator == "formulas")
    assert 5 <= len(selection.items) <= 10
    assert selection.split == "sample"
    assert "only the" in selection.notes[0]
    assert "measures nothing" in selection.notes[0]
    for item in selection.items:
        assert item.problem.semantics == card.semantics
        assert "following statement" not in item.problem.question
        assert len(item.problem.premises) >= 3
    for entry in (*card.splits, *card.recordings):
        assert all(len(known.sha256) == 64 and known.count > 0 for known in entry.known)


def test_names():
    assert set(BUILT_IN) <= set(dataset_names())
    with pytest.raises(UnknownName, match="no data set 'folo'"):
        load_dataset("folo")


def test_a_registered_data_set_is_found(monkeypatch, tmp_path):
    other = CardDataset(read_card(card_folder(tmp_path)))
    monkeypatch.setattr("nesy.registry.names", lambda group: ("tiny",) if group == "nesy.datasets" else ())
    monkeypatch.setattr("nesy.registry.load", lambda group, name: other)
    assert "tiny" in dataset_names()
    assert load_dataset("tiny") is other


@pytest.mark.parametrize(
    ("options", "answer", "label"),
    [
        (["A) True", "B) False", "C) Unknown"], "A", Label.TRUE),
        (["A) True", "B) False", "C) Unknown"], "C", Label.UNCERTAIN),
        (["A) False", "B) True"], "A", Label.FALSE),
        (None, "true", Label.TRUE),
        (None, "Uncertain", Label.UNCERTAIN),
        (None, " False ", Label.FALSE),
    ],
)
def test_gold_labels(tmp_path, options, answer, label):
    record = {**GOOD, "options": options, "answer": answer}
    if options is None:
        del record["options"]
    path = write(tmp_path / "data.jsonl", record)
    (item,) = select(load_dataset("proofwriter"), data=path).items
    assert item.gold is label


BAD_FILES = {
    "not JSON": (b'{"id": 1,', "not JSON", "line 1"),
    "a list in lines": (b'{"id": "1"}\n[1]\n', "list, not a JSON object", "line 2"),
    "a number": (b"7\n", "int, not a JSON object", "line 1"),
    "empty": (b"", "no record", ""),
    "blank lines": (b"\n \n", "no record", ""),
    "NUL byte": (b'{"id": "a\0b"}\n', "not JSON", "line 1"),
    "not UTF-8": (b'{"id": "\xff"}\n', "not UTF-8", "line 1"),
    "deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not JSON", "line 1"),
    "huge number": (b'{"id": ' + b"9" * 10_000 + b"}", "not JSON", "line 1"),
    "array of numbers": (b"[1, 2]", "int, not a JSON object", "entry 1"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_hostile_files_are_refused(tmp_path, case):
    body, message, place = BAD_FILES[case]
    path = tmp_path / "data.jsonl"
    path.write_bytes(body)
    with pytest.raises(BadDataFile, match=message) as caught:
        read_data_file(path)
    assert place in str(caught.value)


def test_a_line_of_a_hundred_megabytes_is_refused(tmp_path):
    path = tmp_path / "data.jsonl"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(BadDataFile, match=f"{MAX_LINE:,} bytes"):
        read_data_file(path)
    with path.open("r+b") as stream:
        stream.write(b"[")
    with pytest.raises(BadDataFile, match="array is over the limit"):
        read_data_file(path)


BAD_RECORDS = {
    "no answer": ({"answer": None}, "'answer' is NoneType"),
    "unknown answer": ({"answer": "D"}, "'D' has no meaning"),
    "a number as context": ({"context": 3}, "'context' is int"),
    "options not texts": ({"options": [1]}, "'options' is not a list of texts"),
    "empty question": ({"question": " "}, "question is empty"),
    "a list as id": ({"id": []}, "the id is list"),
}


@pytest.mark.parametrize("case", BAD_RECORDS)
def test_flawed_records_are_refused_with_their_line(tmp_path, case):
    change, message = BAD_RECORDS[case]
    path = write(tmp_path / "data.jsonl", GOOD, {**GOOD, "id": "2", **change})
    with pytest.raises(BadDataFile, match=message) as caught:
        select(load_dataset("proofwriter"), data=path)
    assert "line 2" in str(caught.value)


@pytest.mark.parametrize("field", ["context", "question", "answer"])
def test_a_missing_field_is_named(tmp_path, field):
    record = {name: value for name, value in GOOD.items() if name != field}
    with pytest.raises(BadDataFile, match=f"lacks the field '{field}'"):
        select(load_dataset("proofwriter"), data=write(tmp_path / "data.jsonl", record))


def test_two_problems_of_one_id_are_refused(tmp_path):
    with pytest.raises(BadDataFile, match="two problems have the id '1'"):
        select(load_dataset("proofwriter"), data=write(tmp_path / "data.jsonl", GOOD, GOOD))


def test_a_json_array_reads_like_lines(tmp_path):
    path = tmp_path / "dev.json"
    path.write_text(json.dumps([GOOD, {**GOOD, "id": 2}], indent=1))
    selection = select(load_dataset("proofwriter"), "dev", tmp_path)
    assert [item.id for item in selection.items] == ["1", "2"]


def test_a_missing_id_is_made_from_the_place(tmp_path):
    record = {name: value for name, value in GOOD.items() if name != "id"}
    selection = select(load_dataset("proofwriter"), data=write(tmp_path / "dev.jsonl", record, record))
    assert [item.id for item in selection.items] == ["proofwriter-dev-1", "proofwriter-dev-2"]


FOLIO = {"id": "x", "premises": ["A cat purrs.", ""], "premises-FOL": ["Purr(cat)", ""], "conclusion": "A cat purrs."}


def test_formulas_stand_beside_their_sentences(tmp_path):
    record = {**FOLIO, "conclusion-FOL": "Purr(cat)", "label": "True"}
    (item,) = select(load_dataset("folio"), data=write(tmp_path / "a.jsonl", record), formulas=True).items
    assert item.program() == "TEXT: A cat purrs.\nFOL: Purr(cat)\nTEXT: A cat purrs.\nFOL: Purr(cat)"


def test_a_blank_formula_of_a_sentence_is_an_error(tmp_path):
    record = {**FOLIO, "premises": ["A cat purrs.", "A dog barks."], "conclusion-FOL": "Purr(cat)", "label": "True"}
    (item,) = select(load_dataset("folio"), data=write(tmp_path / "a.jsonl", record), formulas=True).items
    with pytest.raises(ParseError, match="premise 2 is empty"):
        item.program()


def test_a_split_without_conclusion_formulas_says_so(tmp_path):
    path = write(tmp_path / "a.jsonl", {**FOLIO, "label": "True"})
    with pytest.raises(BadDataFile, match="'conclusion-FOL'"):
        select(load_dataset("folio"), data=path, formulas=True)
    assert len(select(load_dataset("folio"), data=path).items) == 1


def test_where_data_is_looked_for(tmp_path, monkeypatch):
    card = load_dataset("proofwriter").card
    assert locate(card).is_sample
    with pytest.raises(FileMissing, match="nesy data get proofwriter"):
        locate(card, "test")
    with pytest.raises(UnknownName, match="no split 'tset'"):
        locate(card, "tset")
    with pytest.raises(FileMissing, match="is not in"):
        locate(card, data=tmp_path)
    write(tmp_path / "proofwriter" / "dev.jsonl", GOOD)
    monkeypatch.setenv("NESY_DATA", str(tmp_path))
    assert locate(card, "dev").origin == "NESY_DATA"
    assert [entry.name for entry, _ in locate(card, ALL).files] == ["dev"]
    with pytest.raises(FileMissing):
        locate(card, "test")


# Recordings


def logic_lm(number: int, *programs: str) -> dict:
    return {**GOOD, "id": str(number), "raw_logic_programs": list(programs)}


LINC = {
    "index": 4,
    "label": "Uncertain",
    "generations": [
        "TEXT:\tRex is a dog.\nFOL:\tDog(Rex)\nTEXT:\tRex barks.\nFOL:\tBarks(Rex)\n",
        "TEXT:\tRex is a dog.\nFOL:\tDog(Rex)\nTEXT:\tRex barks.\nFOL:\tBark(Rex)\n",
        "TEXT:\tRex is dog\nFOL:\tIsDog(Rex)\n",
    ],
}


def test_both_recording_formats_are_recognised(tmp_path):
    card = load_dataset("proofwriter").card
    (item,) = read_recording(card, read_data_file(write(tmp_path / "a.jsonl", logic_lm(1, "Facts:", "Rules:"))))
    assert (item.id, item.samples, item.gold) == ("1", ("Facts:", "Rules:"), Label.TRUE)
    (item,) = read_recording(card, read_data_file(write(tmp_path / "b.jsonl", LINC)))
    assert (item.id, len(item.samples), item.gold) == ("4", 3, Label.UNCERTAIN)
    assert (item.problem.premises, item.problem.question) == (("Rex is a dog.",), "Rex barks.")
    with pytest.raises(BadDataFile, match="no recording"):
        read_recording(card, read_data_file(write(tmp_path / "c.jsonl", GOOD)))


def test_problems_that_a_recording_lacks_count(tmp_path):
    write(tmp_path / "proofwriter" / "dev.jsonl", *({**GOOD, "id": str(n)} for n in range(3)))
    write(tmp_path / "recorded" / "logic-lm" / "proofwriter_gpt-4.jsonl", logic_lm(0, "x"), logic_lm(2, "y"))
    selection = select_recorded(load_dataset("proofwriter"), "logic-lm/proofwriter_gpt-4.jsonl", tmp_path)
    assert [(item.id, item.samples) for item in selection.items] == [("0", ("x",)), ("2", ("y",)), ("1", ())]
    assert "lacks 1 of the 3" in selection.notes[0]


def test_a_recording_of_other_problems_stands_alone(tmp_path):
    split = select(load_dataset("proofwriter"), data=write(tmp_path / "dev.jsonl", GOOD)).items
    card = load_dataset("proofwriter").card
    recorded = read_recording(card, read_data_file(write(tmp_path / "a.jsonl", logic_lm(8, "x"))))
    assert with_unrecorded(recorded, split) == recorded


def test_a_missing_recording_is_named():
    with pytest.raises(FileMissing, match=r"no recording nowhere\.jsonl"):
        locate_recording(load_dataset("folio").card, "nowhere.jsonl")


# The cache


def card_folder(tmp_path: Path, sha256: str = "0" * 64, count: int = 1) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir(exist_ok=True)
    (folder / "card.yaml").write_text(
        f"""
name: tiny
title: Tiny
source: https://example.org/tiny
revision: one
licence: CC0
semantics: classical
semantics_reason: because
default_split: dev
fields: {{id: id, text: context, question: question, label: answer, options: options}}
labels: {{"True": "TRUE"}}
splits:
  dev: {{file: dev.jsonl, known: [{{sha256: "{sha256}", count: {count}}}]}}
"""
    )
    return folder


def tiny(tmp_path: Path, data: Path | None = None, count: int = 1) -> CardDataset:
    return CardDataset(read_card(card_folder(tmp_path, read_data_file(data).sha256 if data else "0" * 64, count)))


def test_copy_then_read_from_the_cache(tmp_path):
    data = write(tmp_path / "in" / "dev.jsonl", GOOD)
    dataset = tiny(tmp_path, data)
    (copied,) = copy_into_cache(dataset, tmp_path / "in")
    assert (copied.file, copied.count, copied.note) == ("tiny/dev.jsonl", 1, "listed by the card")
    data.unlink()
    selection = select(dataset)
    assert selection.notes == ("found by the cache",)
    assert [item.id for item in selection.items] == ["1"]
    cached = tmp_path / "home" / "data" / "tiny" / "dev.jsonl"
    cached.write_text(cached.read_text().replace('"A"', '"A "'))
    with pytest.raises(HashMismatch, match="has changed since"):
        select(dataset)


def test_contents_that_the_card_does_not_list_are_marked_or_refused(tmp_path):
    data = write(tmp_path / "in" / "dev.jsonl", GOOD)
    with pytest.raises(HashMismatch, match="does not list"):
        copy_into_cache(tiny(tmp_path), data, listed_only=True)
    assert not (tmp_path / "home").exists()
    (copied,) = copy_into_cache(tiny(tmp_path), data)
    assert copied.note == ""


def test_a_wrong_count_is_refused(tmp_path):
    data = write(tmp_path / "in" / "dev.jsonl", GOOD)
    with pytest.raises(BadDataFile, match="holds 1 problems, where its card says 2"):
        copy_into_cache(tiny(tmp_path, data, count=2), data)


def test_nothing_to_copy(tmp_path):
    with pytest.raises(FileMissing, match="holds no file of tiny"):
        copy_into_cache(tiny(tmp_path), tmp_path)


BAD_CARDS = {
    "a field less": ("licence: CC0\n", "", "lacks licence"),
    "a field more": ("licence: CC0\n", "licence: CC0\nlicense: CC0\n", "unknown fields: license"),
    "unknown label": ('{"True": "TRUE"}', '{"True": "YES"}', "'YES' is not a valid Label"),
    "unknown default": ("default_split: dev", "default_split: test", "default_split 'test'"),
    "not YAML": ("name: tiny", "name: [", "not YAML"),
    "unknown map field": ("{id: id,", "{key: id,", "key"),
}


@pytest.mark.parametrize("case", BAD_CARDS)
def test_flawed_cards_are_refused(tmp_path, case):
    old, new, message = BAD_CARDS[case]
    folder = card_folder(tmp_path)
    text = (folder / "card.yaml").read_text()
    assert old in text
    (folder / "card.yaml").write_text(text.replace(old, new))
    with pytest.raises(NesyError, match=message):
        read_card(folder)


def test_errata_have_reasons():
    errata = read_errata(load_dataset("folio").card)
    assert errata
    for entry in errata.values():
        assert entry.label != entry.answer
        assert len(entry.reason) > 40
    assert read_errata(load_dataset("prontoqa").card) == {}
