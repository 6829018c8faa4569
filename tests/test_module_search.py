"""Modules are found by types, words and behaviour; the index equals the folders whatever happens to either."""

import shutil
import sqlite3
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.errors import MissingDependency
from nesy.modules.index import FILE
from nesy.modules.library import Library
from nesy.modules.postings import heaviest, row_set, rows_of
from nesy.modules.record import Case, Module, Verification
from nesy.modules.sandbox import NoSafeSandbox, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.store import Store
from nesy.modules.types import Type
from nesy.modules.vectors import MOST, Neighbours, WordVectors

VERIFIED = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")
MODULES = (
    ("days_between(start: date, end: date) -> int", "The number of days from one date to another.", "0"),
    ("add_days(start: date, days: int) -> date", "The date some days later.", "start"),
    ("isLeapYear(year: int) -> bool", "Whether a year has a 29th of February.", "year % 4 == 0"),
    ("double(x: float) -> float", "Twice a number.", "x * 2"),
    ("triple(x: float) -> float", "Three times a number.", "x * 3"),
    ("word_count(text: str) -> int", "How many words a sentence contains.", "len(text.split())"),
    ("middle(xs: list[int]) -> int | none", "The median of a list, none if it is empty.", "sorted(xs)[len(xs) // 2]"),
)


def module(head, doc, result):
    signature = parse_signature(head)
    source = f"def {signature.name}({', '.join(p.name for p in signature.parameters)}):\n    return {result}"
    return Module(signature, doc, source, (Case((), None),), VERIFIED)


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "lib", below=()) as made:
        for described in MODULES:
            made.store.add(module(*described), "active")
        yield made


@pytest.mark.parametrize(
    "text, name",
    [
        ("days that lie between two dates", "days_between"),
        ("is it a leap year?", "isLeapYear"),
        ("number of words", "word_count"),
        ("sentences", "word_count"),
        ("medians of lists", "middle"),
        ("tripled", "triple"),
        ('"; drop table words; -- NEAR( * AND middle', "middle"),
    ],
)
def test_words_find_modules_in_other_forms(library, text, name):
    assert library.find(text)[0].name == name


@pytest.mark.parametrize(
    "head, names",
    [
        ("f(n: int) -> float", {"double", "triple"}),
        ("f(n: int) -> int", set()),
        ("f(a: date, b: date) -> float", {"days_between"}),
        ("f(a: list[int]) -> any", {"middle"}),
        ("f(a: str) -> int", {"word_count"}),
    ],
)
def test_types_find_what_can_stand_in(library, head, names):
    assert {found.name for found in library.find(head=head)} == names


def test_behaviour_decides_among_modules_of_fitting_types(library):
    try:
        open_sandbox("fast").close()
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    assert [m.name for m in library.find("twice a number", cases=[((2,), 6), ((5,), 15)])] == ["triple"]
    assert library.find("twice", cases=[((2,), 6), ((5,), 16)]) == []


def test_names_stand_in_for_what_texts_call_otherwise(tmp_path):
    with Library(tmp_path, below=()) as library:
        for n in range(6):
            for name, said in {"total": ("the sum", "adding up"), "low": ("the least", "the minimum")}.items():
                library.store.add(module(f"{name}_{n}(n: int) -> int", f"By {said[n % 2]} of group {n}.", f"{n}"))
            for name in ("first", "last", "middle", "second", "third"):
                library.store.add(module(f"{name}_{n}(n: int) -> int", f"The {name} of group {n}.", f"{n}"))
        assert library.find("sum in group 3")[0].name == "total_3"


@pytest.mark.parametrize("status", ["deprecated", "quarantined"])
def test_withdrawn_modules_are_not_found(library, status):
    (first, *_) = library.find("twice a number")
    library.set_status(first.key, status)
    assert first not in library.find("twice a number")
    library.set_status(first.key, "active")
    assert library.find("twice a number")[0] == first


def equals_folders(index, *stores):
    return {*index.keys(), *index.faults()} == {key for store in stores for key in list(store.keys())}


def test_the_index_follows_the_folders(library, tmp_path):
    other = Store(tmp_path / "lib")
    added = other.add(module("square(x: float) -> float", "A number times itself.", "x * x"))
    assert [m.key for m in library.find("itself")][:1] == [added]
    shutil.rmtree(tmp_path / "lib" / added)
    assert added not in list(library.index.keys()) and equals_folders(library.index, other)


@pytest.mark.parametrize(
    "damage", [b"", b"not a database at all, but a text that is long enough to look like one" * 50]
)
def test_a_lost_or_damaged_index_is_made_anew(library, damage):
    before = library.index.keys()
    library.close()
    (library.folder / FILE).write_bytes(damage)
    assert library.index.keys() == before == sorted(library.store.keys())


def test_an_index_of_another_version_is_made_anew(library):
    library.index.refresh()
    library.close()
    base = sqlite3.connect(library.folder / FILE)
    base.execute("pragma user_version = 77")
    base.close()
    assert equals_folders(library.index, *library.store.stores)


def test_a_module_that_cannot_be_read_is_named_and_not_found(library):
    key = library.store.add(module("odd_one(n: int) -> int", "Something peculiar.", "n"))
    (library.folder / key / "source.py").write_text("def odd_one(n):\n    return 4")
    assert "changed" in library.index.faults()[key]
    assert key not in [found.key for found in library.find("something peculiar")]


def test_a_folder_that_cannot_be_written_is_indexed_in_memory(library, tmp_path):
    with Library(None, below=[library.folder]) as above:
        above.store = type(above.store)(Store(tmp_path / "file" / "lib"), above.store.below)
        (tmp_path / "file").write_text("no folder")
        assert above.find("twice a number")[0].name == "double"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(0, 70)), st.integers(1, 40)), max_size=6), st.sets(st.integers(0, 70)))
def test_the_heaviest_rows_come_first(weighted, among):
    def weight(row):
        return sum(w for rows, w in weighted if row in rows)

    found = list(heaviest([(row_set(rows), w) for rows, w in weighted], row_set(among)))
    assert found == sorted(among, key=lambda row: (-weight(row), row))
    assert list(rows_of(row_set(among))) == sorted(among)


TYPES = st.recursive(
    st.sampled_from(["any", "bool", "date", "float", "int", "none", "str"]).map(Type),
    lambda inner: (
        st.builds(lambda name, t: Type(name, (t,)), st.sampled_from(["list", "dict"]), inner)
        | st.builds(lambda a, b: Type("union", (a, b)), inner, inner)
    ),
    max_leaves=4,
)
VALUES = [None, True, 0, 2.5, "a", "2024-02-28", [], [1], [1, "a"], {}, {"a": 1}, {"a": [None]}, [[1.5]], [True]]


@settings(max_examples=200, deadline=None)
@given(TYPES, TYPES)
def test_a_type_that_includes_another_holds_all_its_values(wide, narrow):
    if wide.includes(narrow):
        assert all(wide.holds(value) for value in VALUES if narrow.holds(value))
    assert wide.includes(wide)


def test_the_order_of_equal_modules_is_the_same_each_time(library):
    found = [m.key for m in library.find("a number")]
    assert all([m.key for m in library.find("a number")] == found for _ in range(3))


class Given:
    """Vectors that are given for some words; every other word is alone in its direction."""

    def __init__(self, **near):
        self.near, self.asked = near, []

    def embed(self, texts):
        numpy = pytest.importorskip("numpy")
        self.asked += texts
        places = [zlib.crc32(self.near.get(text, text).encode()) % 4093 for text in texts]
        return numpy.eye(4096, dtype="float32")[places]


def test_near_words_find_what_the_words_themselves_do_not(library):
    assert library.find("drei mal")[0].name != "triple"
    with Library(library.folder, below=(), embedder=Given(drei="three", mal="times")) as near:
        assert near.find("drei mal")[0].name == "triple"
        assert near.find("twice a number")[0].name == "double"
        assert near.find("")[0] == library.find("")[0]


def test_vectors_follow_the_vocabulary(library):
    embedder = Given(cube="itself")
    with Library(library.folder, below=(), embedder=embedder) as near:
        near.find("cube"), near.find("cube")
        assert embedder.asked.count("cube") == 1
        added = library.store.add(module("square(x: float) -> float", "A number times itself.", "x * x"))
        assert near.find("cube")[0].key == added


def test_a_word_has_few_neighbours_and_an_empty_library_none():
    same = Given(**{f"w{n}": "one" for n in range(50)})
    near = Neighbours(same)
    found = near.of("w3", [f"w{n}" for n in range(50)])
    assert len(found) == MOST and "w3" not in dict(found) and {cosine for _, cosine in found} == {1.0}
    assert near.of("w3", []) == []


def test_the_vectors_that_come_with_the_extra_know_words_of_one_meaning():
    pytest.importorskip("wordllama")
    near = Neighbours(WordVectors())
    words = ["price", "weight", "distinct", "employees", "river"]
    assert [near.of(w, words)[0][0] for w in ("cost", "unique", "workers", "mass")] == [
        *("price", "distinct", "employees", "weight")
    ]


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "wordllama", None)
    with pytest.raises(MissingDependency, match=r"nesy\[embeddings\]"):
        WordVectors()
