"""The grammar keeps its discipline, and means the same to lark's own lexer, to ours and to a decoder."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pytest
from agreement import build, plain_lark, without_marks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import LarkError
from name_terminal import WORDS, terminals
from strategies import LATIN_VARIABLES, formulas

from nesy.errors import ParseError
from nesy.languages.fol.decoding import program_grammar
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.printers.canonical import ASCII, UNICODE, Style, to_text
from nesy.languages.fol.syntax import Constant, Formula
from nesy.languages.fol.tokens import KEYWORDS
from nesy.languages.lint import lint_grammar
from nesy.resources import content_text

GRAMMAR = content_text("grammars", "fol.lark")
RELAXED = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

BREACHES = {
    "overlap": 'start: FOR NAME\nFOR: "forall"\nNAME: /[a-z]{1,9}/',
    "shadowed": 'start: A B\nA: /[ab]{1,5}/\nB: "abc"',
    "unbounded": "start: NAME\nNAME: /[a-z]+/",
    "lookaround": "start: NAME\nNAME: /(?!all)[a-z]{1,9}/",
    "priority": 'start: A\nA.2: "a"',
    "template": 'start: list{A}\nlist{x}: x ("," x)*\nA: "a"',
    "import": "start: A\n%import python.NAME -> A",
    "keyword": 'start: EXISTS NAME | NAME "=" NAME\nEXISTS: /exists[ ]+/\nNAME: /[a-z]{1,9}/\n%ignore " "',
    "greedy": 'start: N (LESS N | IFF N)\nLESS: "<"\nIFF: "<->"\nN: /-?[0-9]/',
}


def test_the_grammar_keeps_the_discipline() -> None:
    assert lint_grammar(GRAMMAR) == ()


def test_so_does_the_grammar_of_programs() -> None:
    assert lint_grammar(program_grammar().lark) == ()


def test_an_identifier_that_is_a_keyword_depends_on_the_reader() -> None:
    """Why the lint forbids it: a place where only a name fits makes one reader see a name, the other a keyword."""
    grammar = BREACHES["keyword"].replace("EXISTS NAME |", 'EXISTS NAME | "?" NAME "=" NAME |')
    text = "?exists = bob"
    llguidance = pytest.importorskip("llguidance", reason="llguidance is not installed")
    matcher = llguidance.LLMatcher(llguidance.LLTokenizer("byte"), llguidance.LLMatcher.grammar_from_lark(grammar))
    assert matcher.try_consume_tokens(list(text.encode())) == len(text)
    with pytest.raises(LarkError):
        Lark(grammar, parser="lalr", lexer="basic").parse(text)
    assert {f.rule for f in lint_grammar(grammar)} == {"keyword"}


def test_what_a_decoder_does_not_go_back_from() -> None:
    """Why the lint forbids it: lark reads ``1<-1``, llguidance waits for ``<->``."""
    llguidance = pytest.importorskip("llguidance", reason="llguidance is not installed")
    source = llguidance.LLMatcher.grammar_from_lark(BREACHES["greedy"])
    matcher = llguidance.LLMatcher(llguidance.LLTokenizer("byte"), source)
    assert matcher.try_consume_tokens(list(b"1<-1")) < 4
    assert Lark(BREACHES["greedy"], parser="lalr").parse("1<-1").data == "start"


def test_names_leave_out_the_words_of_the_reader() -> None:
    assert terminals() in GRAMMAR
    name = terminal("NAME")
    for word in WORDS:
        assert word in KEYWORDS
        for form in (word, word.upper(), word.title()):
            assert not name.fullmatch(form)
            assert all(name.fullmatch(form[:n]) or form[:n].lower() in WORDS for n in range(1, len(form)))
            assert all(name.fullmatch(form + more) for more in ("s", "_", "0", "é"))


def test_quoted_names_hold_what_names_hold() -> None:
    pattern = terminal("QUOTED")
    for code in range(0x110000):
        character = chr(code)
        if character in "'\\" or 0xD800 <= code < 0xE000:
            continue
        assert (pattern.fullmatch(f"'{character}'") is not None) == _is_name(character), hex(code)


def _is_name(text: str) -> bool:
    try:
        Constant(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("rule", BREACHES)
def test_the_lint_names_a_breach(rule: str) -> None:
    assert rule in {finding.rule for finding in lint_grammar(BREACHES[rule])}


@pytest.mark.slow
def test_lark_finds_no_collision_either() -> None:
    pytest.importorskip("interegular")
    Lark(GRAMMAR, parser="lalr", strict=True)


@lru_cache(maxsize=1)
def lark() -> Lark:
    """The grammar with the terminals that it declares itself."""
    return plain_lark(GRAMMAR)


def terminal(name: str) -> re.Pattern[str]:
    """The regular expression of a terminal."""
    return re.compile(next(t.pattern.to_regexp() for t in lark().terminals if t.name == name))


@pytest.mark.parametrize("style", [UNICODE, ASCII], ids=["unicode", "ascii"])
@RELAXED
@given(formula=formulas(LATIN_VARIABLES))
def test_lark_alone_reads_canonical_text_alike(style: Style, formula: Formula) -> None:
    text = to_text(formula, style)
    assert without_marks(build(lark().parse(text))) == without_marks(parse_formula(text)) == without_marks(formula)


SAMPLES = (
    "∀x ( P ( x ) → ∃Y Q ( x , Y ) )",
    "¬ P ( ?Z , 'a+b' ) ∧ P ∨ Q ⊕ P ↔ ⊤",
    "∀x : P x + 1 < f ( 5 ) * 2",
    "( P → Q ) → ∃x ( x = ?Z ∧ x ≠ 2.5 )",
    "exists X ( P & ~ Q | P ) <-> $true",
)


@st.composite
def token_strings(draw: st.DrawFn) -> str:
    """A sample with up to three of its tokens dropped, doubled, swapped or taken from elsewhere."""
    tokens = draw(st.sampled_from(SAMPLES)).split(" ")
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(tokens) - 1))
        other = draw(st.sampled_from(draw(st.sampled_from(SAMPLES)).split(" ")))
        edit = draw(st.sampled_from(["drop", "double", "put"]))
        tokens[place : place + 1] = {"drop": [], "double": [tokens[place]] * 2, "put": [other]}[edit]
        tokens = tokens or ["P"]
    return re.sub(r" ?([(),:]) ?| (?<=¬ )", r"\1", " ".join(tokens)) if draw(st.booleans()) else " ".join(tokens)


def accepted_by_lark(text: str) -> bool:
    try:
        lark().parse(text)
    except LarkError:
        return False
    return True


def accepted_by_reader(text: str) -> bool:
    try:
        parse_formula(text)
    except ParseError:
        return False
    return True


def lenient_only(text: str) -> bool:
    """What our lexer reads beyond the grammar: several variables or a comma behind a quantifier, `exists` as a name."""
    return re.search(r"(?:[∀∃]|exists )\s*\S+ (?:[,a-z?])|exists (?!X\b)", text) is not None


@settings(RELAXED, max_examples=300)
@given(text=token_strings().filter(lambda t: not lenient_only(t)))
def test_what_lark_alone_accepts_the_reader_accepts(text: str) -> None:
    """The reader takes blanks in more places than a model may write them."""
    assert not accepted_by_lark(text) or accepted_by_reader(text)


def test_lark_alone_reads_tight_samples() -> None:
    tight = [re.sub(r" ?([(),:]) ?", r"\1", sample).replace("¬ ", "¬") for sample in SAMPLES]
    assert sum(map(accepted_by_lark, tight)) >= 2


@lru_cache(maxsize=1)
def decoder() -> Any:
    llguidance = pytest.importorskip("llguidance", reason="llguidance is not installed")
    tokenizer = llguidance.LLTokenizer("byte")
    grammar = llguidance.LLMatcher.grammar_from_lark(GRAMMAR)
    return llguidance.LLMatcher, tokenizer, grammar


def accepted_by_decoder(text: str) -> bool:
    matcher_of, tokenizer, grammar = decoder()
    matcher = matcher_of(tokenizer, grammar)
    assert not matcher.is_error(), matcher.get_error()
    tokens = tokenizer.tokenize_str(text)
    return bool(matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting())


@pytest.mark.slow
@settings(RELAXED, max_examples=300)
@given(text=token_strings())
def test_a_decoder_accepts_and_rejects_alike(text: str) -> None:
    assert accepted_by_decoder(text) == accepted_by_lark(text)


@RELAXED
@given(formula=formulas(LATIN_VARIABLES))
def test_a_decoder_accepts_canonical_text(formula: Formula) -> None:
    assert accepted_by_decoder(to_text(formula))
