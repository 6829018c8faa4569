"""Grammars in GBNF admit what they admit in lark, but for the texts that the translator says it leaves out."""

from __future__ import annotations

from functools import lru_cache

import pytest
from gbnf_machine import Gbnf, GbnfError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import LarkError
from strategies import LATIN_VARIABLES, formulas

from nesy.errors import ParseError, Unsupported
from nesy.languages.decoding import Grammar
from nesy.languages.fol.decoding import formula_grammar, pairs_grammar, program_grammar, vocabulary_grammar
from nesy.languages.fol.printers.canonical import ASCII, UNICODE, Style, to_text
from nesy.languages.fol.syntax import Formula
from nesy.languages.gbnf import to_gbnf
from nesy.resources import content_text

FORMULA = content_text("grammars", "fol.lark")
PROGRAM = FORMULA.replace("start: formula\n", "start: program\n")
RELAXED = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

B = "\n%ignore /[ \\t]+/"
N = "\nN: /[a-z]{1,9}/"
SMALL: dict[str, tuple[str, str, list[str], list[str]]] = {
    "strings": ('"a" "b" | "\\"\\\\"', "", ["ab", '"\\'], ["a", "b", "a b", '"']),
    "counts": ('"a"* "b"+ "c"? "d"~2 "e"~1..2', "", ["bdde", "aabbcddee"], ["dde", "bde", "bdd", "bddeee"]),
    "groups": ('("a" | "b" "c")+ ["d"]', "", ["a", "bc", "abcad"], ["", "b", "ac", "dd"]),
    "marks": ("x -> one\n    | y -> two", '\n!x: "x"\n?y: "y" // a comment\n', ["x", "y"], ["xy", ""]),
    "an empty rule": ('"a" b "c"', '\nb: | "b"', ["ac", "abc"], ["abbc", "b"]),
    "regex": ("A", "\nA: /a[^b-d\\]\\n]{1,2}(x|y\\/)?[-^.]/", ["aa-", "azy/^", "aéé."], ["ab-", "a]-", "a-", "aaaa-"]),
    "nested": ("A", '\nA: B+ "!"\nB: "x" | /y{2}/ | "0".."9"', ["x!", "yyx7!"], ["y!", "!", "x"]),
    "blanks": ('"a" ("," "a")*', B, ["a,a", " a ,\ta "], ["a a", "a,", ","]),
    "no blanks": ('"a" ("," "a")*', "", ["a,a"], [" a", "a, a", "a "]),
    "names": ("N N", N + B, ["a b", " if  so "], ["ab", "a", "a b c"]),
    "names without blanks": ("N N | D", "\nD: /[0-9]/" + N, ["7"], ["ab", "a b"]),
    "numbers": ("N D", "\nN: /[a-z][a-z0-9]{0,8}/\nD: /[0-9]{1,3}/" + B, ["a 1", "a1 2"], ["a1", "1a"]),
    "other ways on": ("N (N | P)", "\nP: /[(][a-z]/" + N + B, ["a b", "a(b", "a (b"], ["ab", "a("]),
    "many names": ("N+", N + B, ["a", "a b c"], ["", "1"]),
    "three names": ("N~3", N + B, ["a b c"], ["a b", "a b cd e", "abc"]),
    "two names or three": ("N~2..3", N + B, ["a b c", "a b"], ["a", "a b c d", "abc"]),
    "some names": ("N? M? N", "\nM: /[A-Z]{1,9}/" + N + B, ["a", "a Bc", "aBc", "a c", "Bc"], ["", "A", "aB"]),
    "names in rules": ("x x | x y", "\nx: N | N x\ny: M x\nM: /[A-Z]/" + N + B, ["a b", "a b c", "aBc"], ["a", "aB"]),
    "keywords": ("K N | N", "\nK: /not[ \\t]+/" + N + B, ["not a", "a", "note", "no"], ["not ", "not not ", "a b"]),
    "signs": ("A S? A | A E", '\nA: "a"\nS: "<" | "<="\nE: "="' + B, ["aa", "a<a", "a<=a", "a="], ["a<", "a==a"]),
    "left recursion": (
        'start "+" t | t',
        '\nt: t "*" f | f\nf: "x" | "(" start ")"',
        ["x+x*x", "((x)+x)"],
        ["+x", "x+", "x*+x", ""],
    ),
    "left recursion through others": (
        "a",
        '\na: b "1" | "x"\nb: c "2" | "y"\nc: a "3" | "z"',
        ["x", "y1", "z21", "x321321"],
        ["x3", "y2", ""],
    ),
    "hidden left recursion": ('e start "a" | "b"', '\ne: "e" | ', ["b", "ba", "eba", "eebaa"], ["eb", "a"]),
    "right recursion": ('"a" start | "b"', "", ["b", "aab"], ["a", "ba"]),
    "odd characters": ('"\\u2200" /[\\u00c0-\\u00d6\\-]+/ "\\t" "∃"', "", ["∀À-Ö\t∃"], ["∀a\t∃", "∀\t∃"]),
}


@lru_cache
def machine(grammar: str) -> Gbnf:
    return Gbnf(to_gbnf(grammar))


@lru_cache
def parser(grammar: str) -> Lark:
    return Lark(grammar, parser="earley", lexer="basic")


def accepted_by_lark(grammar: str, text: str) -> bool:
    try:
        parser(grammar).parse(text)
    except LarkError:
        return False
    return True


@pytest.mark.parametrize("name", SMALL)
def test_small_grammars(name: str) -> None:
    start, rest, accepted, rejected = SMALL[name]
    grammar = f"start: {start}{rest}"
    for text in accepted + rejected:
        assert accepted_by_lark(grammar, text) == (text in accepted), f"lark on {text!r}"
        assert machine(grammar).accepts(text) == (text in accepted), text


def test_rules_that_derive_nothing_are_left_out() -> None:
    assert to_gbnf('start: "a" | x "b"\nx: x "c"\ny: "d"') == 'root ::= "a"\n'


REFUSED = {
    "no rule": ('start: x', ParseError, "does not define x"),
    "rule in a terminal": ('start: A\nA: b\nb: "b"', ParseError, "mentions b"),
    "terminal in itself": ('start: A\nA: "a" A', ParseError, "mentions A"),
    "character": ("start: 'a'", ParseError, "begins nothing"),
    "twice": ('start: "a"\nstart: "b"', Unsupported, "defines start again"),
    "import": ("%import common.WORD\nstart: WORD", Unsupported, "not supported"),
    "priority": ('start: A\nA.2: "a"', Unsupported, "priority"),
    "template": ('start: x{A}\nx{y}: y\nA: "a"', Unsupported, "does not belong here"),
    "flag": ('start: "a"i', Unsupported, "flag"),
    "regex flag": ("start: /a/i", Unsupported, "flag"),
    "lookahead": ("start: /a(?=b)/", Unsupported, "not supported"),
    "class": (r"start: /\w/", Unsupported, "not supported"),
    "lazy": ("start: /a*?b/", Unsupported, "lazy"),
    "anchor": ("start: /^a/", Unsupported, "not supported"),
    "open group": ("start: /(a/", Unsupported, "not closed"),
    "open class": ("start: /[a/", Unsupported, "not finished"),
    "cycle": ('start: start | "a"', Unsupported, "itself and nothing else"),
    "no text": ("start: N N\nN: /[a-z]{1,9}/", Unsupported, "derives no text"),
    "count": ("start: /a{1,2001}/", Unsupported, "counts to 2,000"),
    "open bracket": ('start: ("a"\n', Unsupported, "close"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    grammar, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        to_gbnf(grammar)


LEFT_RECURSIVE = {
    "itself": 'root ::= root "a" | "b"',
    "through another": 'root ::= x "a"\nx ::= root | "b"',
    "behind what may be empty": 'root ::= "a"? root "b" | "c"',
    "repetition of what may be empty": 'root ::= ("a"?)*',
}


@pytest.mark.parametrize("name", LEFT_RECURSIVE)
def test_the_machine_refuses_left_recursion(name: str) -> None:
    with pytest.raises(GbnfError, match="left-recursive"):
        Gbnf(LEFT_RECURSIVE[name])


ONLY_LARK = {
    "a name that spells a keyword": ("K N | N P?", '\nK: /not[ \\t]+/\nP: "!"' + N + B, "not!"),
    "the longest name": ("N N", N + B, "abcdefghia"),
    "the beginning of a longer sign": ("D L M D | D E D", '\nD: /[0-9]/\nL: "<"\nM: "-"\nE: "<->"' + B, "1<-2"),
}


@pytest.mark.parametrize("name", ONLY_LARK)
def test_what_is_left_out(name: str) -> None:
    start, rest, text = ONLY_LARK[name]
    grammar = f"start: {start}{rest}"
    assert accepted_by_lark(grammar, text)
    assert not machine(grammar).accepts(text)


# First-order logic


@lru_cache(maxsize=1)
def fol() -> Lark:
    """The parser for both start rules, since it takes seconds to make."""
    return Lark(FORMULA, parser="lalr", start=["start", "program"])


def accepted(grammar: str, text: str) -> bool:
    """lark's verdict."""
    try:
        fol().parse(text, start="start" if grammar == FORMULA else "program")
    except LarkError:
        return False
    return True


def check(grammar: str, text: str) -> None:
    assert machine(grammar).accepts(text) == accepted(grammar, text), text


EXAMPLES = [line.partition(" ⇝ ") for line in content_text("grammars", "fol.examples").splitlines() if " ⇝ " in line]
TEXTS = [*(text for text, _, _ in EXAMPLES), *(canonical for _, _, canonical in EXAMPLES if canonical[:1] != "!")]


@pytest.mark.parametrize("text", TEXTS)
def test_the_examples_of_the_grammar(text: str) -> None:
    check(FORMULA, text)


def test_both_verdicts_occur_among_the_examples() -> None:
    verdicts = [machine(FORMULA).accepts(text) for text in TEXTS]
    assert verdicts.count(True) > 50 and verdicts.count(False) > 40


CLOSE = [
    "∀x Dog(x)",
    "∀xDog(x)",
    "∀xDog",
    "∀x∀y R(x,y)",
    "∀xforall y R(x, y)",
    "∀x:Dog Barks(x)",
    "∀x:DogBarks",
    "forall x. P(x) & Q(x)",
    "forallx P(x)",
    "forall(x)",
    "a ≥-5",
    "a < -5",
    "a <-5",
    "a = forallb",
    " \t P\t",
    "P\n",
    "((a + b) * c) = d",
    "((a + b) * (c)) = d",
    "(P) ∧ ((Q))",
    "¬∀x. P(x) ∧ ∃y. Q(y)",
    "∀x. P(x) ∧ ∃y Q(y) ∨ R",
    "'New York'(rex)",
    "''(rex)",
    "?x = ?y",
    "P(1.5, 3/4, -2)",
    "P(1., 3)",
    "∀x'Dog(x')",
    "∀x'a'(b)",
    "exists forall P",
    "exists=bob",
    "a<->5",
    "a<5",
    "P&Q",
    "P & Q",
    "a-1 = b",
    "a - 1 = b",
    "a -1 = b",
    "a = -1 - 1",
]


@pytest.mark.parametrize("text", CLOSE)
def test_close_calls(text: str) -> None:
    check(FORMULA, text)


PUT = ["", " ", "(", ")", "x", "'", "∀", "forall ", ".", ":", "=", "-", "<", "twice"]


def edited(text: str, edits: list[tuple[int, str]]) -> str:
    """The text with characters replaced, or doubled."""
    for place, put in edits:
        at = place % max(1, len(text))
        text = text[:at] + (text[at : at + 1] * 2 if put == "twice" else put) + text[at + 1 :]
    return text


@settings(RELAXED, max_examples=100)
@given(
    formula=formulas(LATIN_VARIABLES),
    style=st.sampled_from([UNICODE, ASCII]),
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(PUT)), max_size=3),
)
def test_near_misses(formula: Formula, style: Style, edits: list[tuple[int, str]]) -> None:
    check(FORMULA, edited(to_text(formula, style)[:150], edits))


@pytest.mark.parametrize("style", [UNICODE, ASCII], ids=["unicode", "ascii"])
@RELAXED
@given(formula=formulas(LATIN_VARIABLES))
def test_canonical_texts(style: Style, formula: Formula) -> None:
    text = to_text(formula, style)
    check(FORMULA, text)
    check(FORMULA, text.replace(" ", ""))


@RELAXED
@given(premise=formulas(LATIN_VARIABLES, sorts=False), goal=formulas(LATIN_VARIABLES), line=st.sampled_from("\n ;"))
def test_programs(premise: Formula, goal: Formula, line: str) -> None:
    check(PROGRAM, f"{premise}{line}{premise}\n⊢ {goal}{line}")


def test_a_program() -> None:
    assert machine(PROGRAM).accepts("∀x (Dog(x) → Kind(x))\nDog(rex)\n⊢ Kind(rex)\n")
    for wrong in ("Dog(rex)", "Dog(rex) ⊢ Dog(rex)", "P\n\n⊢ P", "⊢ P\nQ"):
        assert not machine(PROGRAM).accepts(wrong) and not accepted(PROGRAM, wrong)


DECODING: list[tuple[Grammar, list[str], list[str]]] = [
    (formula_grammar(), ["Dog(rex)"], ["Dog(rex"]),
    (program_grammar(), ["Dog(rex)\n⊢ P"], ["Dog(rex)"]),
    (pairs_grammar(["A.", "B?"]), ["TEXT: A.\nFOL: P\nTEXT: B?\nFOL: Q"], ["TEXT: A.\nFOL: P", "P"]),
    (vocabulary_grammar(), ["Dog(x): x is a dog\nrex: Rex"], ["Dog(rex)"]),
]


@pytest.mark.parametrize(("grammar", "accepted", "rejected"), DECODING, ids=range(len(DECODING)))
def test_what_models_are_bound_by(grammar: Grammar, accepted: list[str], rejected: list[str]) -> None:
    for text in accepted + rejected:
        assert machine(grammar.lark).accepts(text) == (text in accepted), text


def test_few_rules_are_followed_at_a_time() -> None:
    """llama.cpp's time for a token grows with the number of stacks."""
    deep = "((P & Q) -> (R | (S & T))) <-> (U & (V | (W & forall x. (A(x) -> exists y. (B(y) & C(f(g(x)), y))))))"
    stacks = [len(step) for step in machine(FORMULA).run(deep)]
    assert machine(FORMULA).accepts(deep) and max(stacks) < 1000
