"""Duplicates are named by how sure they are, modules of little use are withdrawn, and uses are counted as they were."""

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.errors import BadDataFile, CheckFailed
from nesy.modules.library import Library
from nesy.modules.record import Case, Module, Verification
from nesy.modules.sandbox import NoSafeSandbox, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.usage import FILE, Event, Usage

VERIFIED = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")
MODULES = {
    "add": ("add(a: int, b: int) -> int", "The sum of two numbers.", "def add(a, b):\n    c = a + b\n    return c"),
    "plus": (
        "plus(x: int, y: int) -> int",
        "x and y together.",
        "def plus(x, y):\n    'Sum.'\n    z = x + y\n    return z",
    ),
    "swap": ("swap(a: int, b: int) -> int", "Addition.", "def swap(a, b):\n    return b - (0 - a)"),
    "less": ("less(a: int, b: int) -> int", "The difference of two numbers.", "def less(a, b):\n    return a - b"),
    "fewer": ("fewer(a: int, b: int) -> int", "The difference of two numbers.", "def fewer(a, b):\n    return b - a"),
    "float": (
        "fadd(a: float, b: float) -> float",
        "The sum of two numbers.",
        "def fadd(a, b):\n    c = a + b\n    return c",
    ),
    "never": ("never(a: int, b: int) -> int", "Raises.", "def never(a, b):\n    raise ValueError"),
    "nothing": ("nothing(a: int, b: int) -> int", "None.", "def nothing(a, b):\n    return None"),
}


@pytest.fixture
def library(tmp_path):
    try:
        open_sandbox("fast").close()
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    with Library(tmp_path / "lib", below=()) as made:
        yield made


def add(library, name, *dependencies):
    head, doc, source = MODULES[name]
    case = (Case((1, 1), 0),)
    return library.store.add(
        Module(parse_signature(head), doc, source, case, VERIFIED, dependencies=dependencies), "active"
    )


def test_duplicates_are_found_by_tree_then_behaviour_then_words(library):
    keys = {name: add(library, name) for name in MODULES}
    found = {(group.by, frozenset(group.keys)) for group in library.duplicates()}
    assert found == {
        ("tree", frozenset({keys["add"], keys["plus"]})),
        ("behaviour", frozenset({keys["add"], keys["plus"], keys["swap"]})),
        ("words", frozenset({keys["less"], keys["fewer"]})),
    }


def test_blame_for_a_failed_program_is_shared():
    events = [Event("program", ("a", "b"), False)] * 2 + [Event("program", ("a",), True)] * 3
    utility = Usage(tuple(events)).utility()
    assert utility["b"] == 0 and utility["a"] == pytest.approx(5 * 3 / 4)


def test_what_is_of_little_use_is_withdrawn_and_can_be_restored(library):
    used, unused, called = add(library, "add"), add(library, "less"), add(library, "fewer")
    caller = add(library, "swap", called)
    library.record_program([used, caller], solved=True)
    assert library.prune(0.5, pretend=True) == [(unused, 0.0)] and library.store.status(unused) == "active"
    assert library.prune(0.5) == [(unused, 0.0)]
    with pytest.raises(CheckFailed, match=r"archived: its utility 0\.00 is below 0\.5"):
        library.run(unused, [[1, 2]])
    assert library.store.load(unused).name == "less" and {used, called, caller} <= {m.key for m in library.active()}
    library.set_status(unused, "active")
    assert library.run(unused, [[3, 2]])[0].value == 1


def test_needs_are_counted_with_those_that_nothing_met(library):
    key = add(library, "add")
    cases = [((n, n), 2 * n) for n in range(5)]
    assert library.grow("sum_of(p: int, q: int) -> int", doc="The sum", cases=cases).status == "reused"
    assert library.grow("f(p: int) -> int", doc="", cases=[((n,), n) for n in range(5)]).status == "rejected"
    usage = library.usage()
    assert (usage.needs, usage.reuse_share, usage.utility()) == (2, 0.5, {key: 1.0})
    shown = CliRunner().invoke(main, ["modules", "stats", "--library", str(library.folder)]).output
    assert "50% of all needs without a model" in shown and "2: 1 met by reuse, 0 by growing" in shown


def test_a_half_written_event_does_not_count_and_a_foreign_line_is_refused(library):
    library.record_program(["a"], solved=True)
    path = library.folder / FILE
    path.write_text(path.read_text() + '{"what": "pro')
    assert len(library.usage().events) == 1
    path.write_text("[]\n")
    with pytest.raises(BadDataFile, match="no record of uses"):
        library.usage()


def test_the_command_line_names_duplicates_and_prunes(library):
    add(library, "add"), add(library, "plus")

    def said(*words):
        result = CliRunner().invoke(main, ["modules", *words, "--library", str(library.folder)])
        assert result.exit_code == 0, result.output
        return result.output

    assert said("duplicates").startswith("tree")
    assert "add@" in said("prune", "--least", "1", "--pretend")
