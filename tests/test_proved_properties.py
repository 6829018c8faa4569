"""Properties proved for all inputs: symbolic values are those of the sandbox, and what is proved or disproved is so."""

from __future__ import annotations

import random

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.errors import ParseError
from nesy.modules.record import Case
from nesy.modules.sandbox import NoSafeSandbox, Program, Raised, Returned, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, verify
from nesy.modules.verify.proved import prove_properties
from nesy.modules.verify.symbolic.execute import execute
from nesy.modules.verify.symbolic.source import read_source
from nesy.modules.verify.symbolic.terms import OutOfReach, is_bool

pytest.importorskip("pydantic_monty", reason="pydantic-monty is not installed")


@pytest.fixture(scope="module")
def sandbox():
    with open_sandbox("fast") as opened:
        yield opened


# Symbolic values


def symbolic(source, arguments):
    """What a function does with known arguments: its value, or ``raised``."""
    terms = [z3.BoolVal(a) if isinstance(a, bool) else z3.IntVal(a) for a in arguments]
    paths = execute(read_source(source), "f", terms)
    taken = [value for when, value in paths.returned if z3.is_true(z3.simplify(when))]
    raised = [when for when in paths.raised if z3.is_true(z3.simplify(when))]
    assert len(taken) + len(raised) == 1, "exactly one path is taken"
    if raised:
        return "raised"
    (value,) = taken
    if value is None:
        return None
    plain = z3.simplify(value)
    return z3.is_true(plain) if is_bool(plain) else plain.as_long()


def ran(sandbox, source, arguments):
    (outcome,) = sandbox.run(Program(source, "f"), [list(arguments)])
    assert isinstance(outcome, Returned | Raised), outcome
    return outcome.value if isinstance(outcome, Returned) else "raised"


def agree(sandbox, source, arguments):
    found, expected = symbolic(source, arguments), ran(sandbox, source, arguments)
    assert (type(found), found) == (type(expected), expected), f"{source}\n{arguments}"


FUNCTIONS = {
    "floor and remainder": "def f(a, b):\n    return (a // b) * 1000 + a % b\n",
    "remainder's sign": "def f(a, b):\n    return a % b if b else a % 7\n",
    "short circuit": "def f(a, b):\n    return b != 0 and a // b > 1\n",
    "or gives an operand": "def f(a, b):\n    return a or b\n",
    "and gives an operand": "def f(a, b):\n    return a and b and 7\n",
    "chain": "def f(a, b):\n    return -3 < a <= b != 4\n",
    "chain stops early": "def f(a, b):\n    return 0 < a < 10 // b\n",
    "truth values count": "def f(a, b):\n    return (a > b) + (a == b) * 2 - -(a < b)\n",
    "not": "def f(a, b):\n    return not a\n",
    "invert": "def f(a, b):\n    return ~a + ~(b > 0)\n",
    "power": "def f(a, b):\n    return a ** 3 - b ** 0\n",
    "bitwise truth": "def f(a, b):\n    return ((a > 0) ^ (b > 0)) | (a == b) & (a < 5)\n",
    "membership": "def f(a, b):\n    return a in (1, b, 3) or b not in [2]\n",
    "builtins": "def f(a, b):\n    return max(a, b, 2) - min(a, b) + abs(a) + int(a > b) + bool(b)\n",
    "max keeps the first": "def f(a, b):\n    return max(a > 0, b > 0)\n",
    "branches": "def f(a, b):\n    if a > b:\n        c = 1\n    elif a == b:\n        c = 2\n    else:\n        c = a\n    return c\n",
    "early return": "def f(a, b):\n    if a > 3:\n        return a\n    b += a\n    return b\n",
    "none": "def f(a, b):\n    if a > b:\n        return None\n    if a == 1:\n        return\n    return a if b > 2 else None\n",
    "falls off": "def f(a, b):\n    if a:\n        return b\n",
    "assert": "def f(a, b):\n    assert a > b, 'no'\n    return a\n",
    "raise": "def f(a, b):\n    if a < b:\n        raise ValueError(a)\n    return b\n",
    "swap": "def f(a, b):\n    a, b = b, a + 1\n    return a - 2 * b\n",
    "loop": "def f(a, b):\n    s = 0\n    for i in range(7):\n        if i == a:\n            continue\n        if i > b:\n            break\n        s += i\n    return s\n",
    "loop's else": "def f(a, b):\n    for i in range(2, 9, 3):\n        if i == a:\n            break\n    else:\n        return -1\n    return i\n",
    "nested loops": "def f(a, b):\n    s = 0\n    for i in range(3):\n        for j in range(i, 4):\n            if j == a:\n                break\n            s += i * j\n        else:\n            s -= b\n    return s\n",
    "return in a loop": "def f(a, b):\n    for i in range(5):\n        if i * i >= a:\n            return i\n    return b\n",
    "no rounds": "def f(a, b):\n    for i in range(3, 1):\n        a += 1\n    return a\n",
    "constants and functions": "LIMIT = -4\n\ndef g(n):\n    '''Cut.'''\n    return n if n > LIMIT else LIMIT\n\ndef f(a, b):\n    return g(a) + g(g(b))\n",
    "division in a function": "def g(n):\n    return 12 // n\n\ndef f(a, b):\n    return a > 2 or g(b) > 1\n",
    "annotations": "def f(a: int, b: int) -> int:\n    c: int = a\n    c -= b\n    pass\n    return +c\n",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_symbolic_values_are_those_of_the_sandbox(name, sandbox):
    source, draw = FUNCTIONS[name], random.Random(name)
    pairs = [(a, b) for a in (-3, 0, 1, 4) for b in (-2, 0, 1, 5)]
    pairs += [(draw.randint(-20, 20), draw.randint(-20, 20)) for _ in range(6)] + [(True, 2), (3, False)]
    for arguments in pairs:
        if any(isinstance(a, bool) for a in arguments) and name in MIXING:
            continue
        agree(sandbox, source, arguments)


MIXING = (
    "or gives an operand",
    "and gives an operand",
    "branches",
    "none",
    "falls off",
    "swap",
    "return in a loop",
    "builtins",
    "constants and functions",
)
"""Functions that give a number or a truth value, whichever comes, if one argument is a truth value."""


numbers = st.recursive(
    st.sampled_from(["a", "b", "c", "0", "1", "2", "-3", "7"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "//", "%"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(st.sampled_from(["abs", "-", "~", "int"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
    ),
    max_leaves=6,
)
tests = st.recursive(
    st.tuples(numbers, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), numbers).map(" ".join),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda p: f"(not {p})"),
        st.tuples(numbers, numbers, numbers).map(lambda p: f"({p[0]} < {p[1]} <= {p[2]})"),
    ),
    max_leaves=3,
)


def indented(lines):
    return [f"    {line}" for line in lines]


def blocks(inner):
    several = st.lists(inner, min_size=1, max_size=2).map(lambda parts: [line for part in parts for line in part])
    return st.one_of(
        st.tuples(tests, several, several).map(lambda p: [f"if {p[0]}:", *indented(p[1]), "else:", *indented(p[2])]),
        st.tuples(st.integers(0, 4), several, tests).map(
            lambda p: [f"for i in range({p[0]}):", *indented([*p[1], f"if {p[2]}: break", "c += i"])]
        ),
    )


statements = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from("abc"), numbers).map(lambda p: [f"{p[0]} = {p[1]}"]),
        st.tuples(st.sampled_from("abc"), st.sampled_from(["+=", "-=", "*=", "//=", "%="]), numbers).map(
            lambda p: [" ".join(p)]
        ),
        tests.map(lambda t: [f"assert {t}"]),
        st.tuples(tests, numbers).map(lambda p: [f"if {p[0]}: return {p[1]}"]),
    ),
    blocks,
    max_leaves=5,
)
sources = st.tuples(st.lists(statements, max_size=3), numbers | tests).map(
    lambda p: (
        "\n".join(["def f(a, b):", *indented(["c = 1", *(line for part in p[0] for line in part), f"return {p[1]}"])])
        + "\n"
    )
)
pairs = st.tuples(st.integers(-9, 9), st.integers(-9, 9))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(sources, st.lists(pairs, min_size=1, max_size=3))
def test_random_functions_have_the_sandboxes_values(source, arguments):
    with open_sandbox("fast") as opened:
        for given_pair in arguments:
            agree(opened, source, given_pair)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(sources, st.lists(pairs, min_size=1, max_size=4))
def test_many_random_functions_have_cpythons_values(source, arguments):
    found: dict[str, object] = {}
    exec(source, found)
    for given_pair in arguments:
        try:
            expected = found["f"](*given_pair)
        except (ZeroDivisionError, AssertionError):
            expected = "raised"
        value = symbolic(source, given_pair)
        assert (type(value), value) == (type(expected), expected), f"{source}\n{given_pair}"


# Reach

BEYOND = {
    "def f(a, b):\n    return f(a, b)\n": "recursion",
    "def f(a, b):\n    while a > 0:\n        a -= 1\n    return a\n": "the statement while",
    "def f(a, b):\n    for i in range(a):\n        b += i\n    return b\n": "no range of constants",
    "def f(a, b):\n    for i in [1, 2]:\n        b += i\n    return b\n": "no range of constants",
    "def f(a, b):\n    return a / b\n": "the operator Div",
    "def f(a, b):\n    return a ** b\n": "a power",
    "def f(a, b):\n    return a & b\n": "the operator BitAnd",
    "def f(a, b):\n    return len(str(a))\n": "the function str",
    "def f(a, b):\n    return a > 1 and b\n": "a number or a truth value",
    "def f(a, b):\n    x = [a]\n    return x[0]\n": "the expression",
    "def f(a, b):\n    try:\n        return a // b\n    except ZeroDivisionError:\n        return 0\n": "the statement try",
    "def f(a, b):\n    if a:\n        c = 1\n    return c\n": "may not be bound",
    "def f(a, b):\n    abs = a\n    return abs(b)\n": "the function abs",
    "def f(abs, b):\n    return abs(b)\n": "the function abs",
    "import math\ndef f(a, b):\n    return a\n": "outside functions",
    "from evil import abs\ndef f(a, b):\n    return abs(a)\n": "outside functions",
    "def f(a, b=1):\n    return a\n": "the head of f",
    "def f(a, b):\n    return a\n\ndef f(a, b):\n    return b\n": "defined twice",
    "def f(a, b):\n    global c\n    c = 1\n    return c\n": "the statement global",
    "def f(a, b):\n    s = 0\n    for i in range(100):\n        for j in range(100):\n            s += 1\n    return s\n": "more than 2000 steps",
    "def g(n):\n    if n > 1:\n        return n\n\ndef f(a, b):\n    return g(a)\n": "may return nothing",
}


@pytest.mark.parametrize(("source", "why"), BEYOND.items())
def test_what_is_beyond_is_said_and_never_guessed(source, why, sandbox):
    with pytest.raises(OutOfReach) as caught:
        execute(read_source(source), "f", [z3.Int("a"), z3.Int("b")])
    assert why in str(caught.value)
    (proof,) = prove_properties(source, parse_signature("f(a: int, b: int) -> int"), ["True"], sandbox)
    assert proof.answer == "beyond" and why in proof.why


# Properties

CLAMP = "def f(n, low, high):\n    return low if n < low else high if n > high else n\n"
PARITY = "def f(n):\n    s = 0\n    for i in range(12):\n        s += n\n    return s % 2 == 0\n"
PROPERTIES = [
    (CLAMP, "f(n: int, low: int, high: int) -> int", "low > high or low <= result <= high", "proved"),
    (CLAMP, "f(n: int, low: int, high: int) -> int", "low <= result <= high", "disproved"),
    (PARITY, "f(n: int) -> bool", "result", "proved"),
    (FUNCTIONS["floor and remainder"], "f(a: int, b: int) -> int", "b != 0", "proved"),
    ("def f(a, b):\n    return a % b\n", "f(a: int, b: int) -> int", "b < 0 or 0 <= result < b", "proved"),
    ("def f(a, b):\n    return a % b\n", "f(a: int, b: int) -> int", "0 <= result", "disproved"),
    ("def f(a):\n    return a * a\n", "f(a: int) -> int", "result >= a", "proved"),
    ("def f(a):\n    return a * a\n", "f(a: int) -> int", "result != 1522756", "disproved"),
    ("def f(a):\n    return a if a > 5 else None\n", "f(a: int) -> int", "result > 5", "proved"),
    ("def f(p, q):\n    return not (p and q)\n", "f(p: bool, q: bool) -> bool", "result == (not p or not q)", "proved"),
    ("def f(p, q):\n    return p ^ q\n", "f(p: bool, q: bool) -> bool", "result == p or q", "proved"),
    ("def f(a):\n    return a\n", "f(a: int) -> int", "10 // result < 11", "disproved"),
    ("def f(a):\n    return a\n", "f(a: int) -> int", "len(str(result)) > 0", "beyond"),
    ("def f(a):\n    raise ValueError\n", "f(a: int) -> int", "result > 0", "unknown"),
    ("def f(x):\n    return x\n", "f(x: float) -> int", "result > 0", "beyond"),
    ("def f(result):\n    return result\n", "f(result: int) -> int", "result > 0", "beyond"),
]


@pytest.mark.parametrize(("source", "head", "text", "answer"), PROPERTIES)
def test_properties_of_all_inputs(source, head, text, answer, sandbox):
    signature = parse_signature(head)
    (proof,) = prove_properties(source, signature, [text], sandbox)
    assert proof.answer == answer, proof
    if answer == "disproved":
        (outcome,) = sandbox.run(Program(source, "f"), [list(proof.arguments)])
        assert outcome.value == proof.result and signature.takes(proof.arguments)


def test_each_property_is_judged_by_itself_and_one_that_is_no_expression_is_refused(sandbox):
    signature = parse_signature("f(a: int) -> int")
    found = prove_properties("def f(a):\n    return a + 1\n", signature, ["result > a", "result > 0", "g(a)"], sandbox)
    assert [p.answer for p in found] == ["proved", "disproved", "beyond"]
    with pytest.raises(ParseError):
        prove_properties("def f(a):\n    return a\n", signature, ["result >"], sandbox)


HARD = "def f(a, b, c, d):\n    return a*a*a*a + b*b*b*b + c*c*c*c - d*d*d*d\n"


def test_a_hard_property_is_given_up_at_the_limit(sandbox):
    signature = parse_signature("f(a: int, b: int, c: int, d: int) -> int")
    (proof,) = prove_properties(
        HARD, signature, ["a < 1 or b < 1 or c < 1 or d < 1 or result != 0"], sandbox, seconds=1.0
    )
    assert proof.answer == "unknown" and proof.why


@pytest.mark.parametrize("tier", ["fast", "full"])
def test_verification_says_proved_or_tested(tier):
    try:
        opened = open_sandbox(tier)
    except NoSafeSandbox as err:
        pytest.skip(str(err))
    signature = parse_signature("f(n: int) -> int")
    cases = tuple(Case((n,), abs(n) + 1) for n in (0, 1, -1, 5, -7))
    source = "def f(n):\n    return abs(n) + 1\n"
    with opened:
        found = verify(source, Contract(signature, cases, properties=("result > 0", "len(str(result)) > 0")), opened)
        assert found.admitted, found.failure
        assert found.established("result > 0") == "proved"
        assert found.established("len(str(result)) > 0") == "tested(50)"
        broken = verify(source, Contract(signature, cases, properties=("result != 77777",)), opened)
    assert not broken.admitted
    assert "f(77776) returned 77777" in broken.failure or "f(-77776) returned 77777" in broken.failure
