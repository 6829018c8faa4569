"""Texts on both sides of a grammar's edge, and the judges that must agree about them.

The judges are lark, llguidance and nesy's own reader.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from unittest import mock

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from nesy.errors import NesyError
from nesy.languages.decoding import Grammar
from nesy.languages.fol.parse import _Builder, parse_formula
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.printers.canonical import UNICODE, Style, to_text
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.syntax import Apply, Atom, Constant, Equals, Formula, Term, Variable
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import map_atoms
from nesy.models.constrained.closer import close
from nesy.models.constrained.matcher import matcher
from nesy.models.constrained.tokenizer import llguidance

AS_WRITTEN = RepairOptions(repair=False)


class Builder(_Builder):
    """Makes formulas, or the list of a program's formulas, of what lark alone read."""

    def program(self, *parts: Any) -> list[Any]:
        return [self.start(part) for part in parts if not isinstance(part, Token)]


def build(node: Tree[Token] | Token) -> Any:
    """The formula or formulas of a tree that lark made from the grammar's own terminals."""
    if isinstance(node, Tree):
        return getattr(Builder(), node.data)(*map(build, node.children))
    text = node.strip(" \t")
    if text.startswith("'"):
        return Token("QUOTED", re.sub(r"\\(.)", r"\1", text[1:-1]))
    return Token("FREE", text[1:]) if text.startswith("?") else Token(node.type, text)


def without_marks(formula: Formula) -> Formula:
    """The formula with variables made constants and comparisons spelled in ASCII."""

    def term(node: Term) -> Term:
        match node:
            case Variable(name):
                return Constant(name)
            case Apply(function, arguments):
                return Apply(function, tuple(map(term, arguments)))
        return node

    def atom(node: Formula) -> Formula:
        match node:
            case Atom(predicate, arguments):
                predicate = {"≤": "<=", "≥": ">="}.get(predicate, predicate)
                return Atom(predicate, tuple(map(term, arguments)))
            case Equals(left, right):
                return Equals(term(left), term(right))
        return node

    return map_atoms(formula, atom)


def plain_lark(grammar: str) -> Lark:
    """Lark with the terminals of the grammar itself; without its search for collisions, which takes seconds."""
    with mock.patch("lark.lexer.has_interegular", False):
        return Lark(grammar, parser="lalr", keep_all_tokens=True)


@dataclass
class Judges:
    """Everyone who reads one grammar."""

    grammar: Grammar

    @cached_property
    def parser(self) -> Lark:
        """Lark with its usual lexer, which looks for the terminals that can come next."""
        return plain_lark(self.grammar.lark)

    @cached_property
    def matcher(self) -> Any:
        """Llguidance at the start of a text."""
        return matcher(self.grammar)

    def lark(self, text: str) -> bool:
        """Whether lark reads a text."""
        try:
            self.parser.parse(text)
        except LarkError:
            return False
        return True

    def llguidance(self, text: str) -> bool:
        """Whether llguidance derives a text."""
        reading, tokens = self.matcher.deep_copy(), list(text.encode())
        return bool(reading.try_consume_tokens(tokens) == len(tokens) and reading.is_accepting())

    def verdicts(self, text: str) -> tuple[bool, bool]:
        """What lark and llguidance say."""
        return self.lark(text), self.llguidance(text)

    def formulas(self, text: str) -> list[Formula]:
        """The formulas that lark's tree spells, without marks on variables."""
        built = build(self.parser.parse(text))
        return [without_marks(f) for f in (built if isinstance(built, list) else [built])]


def read(text: str) -> Theory | None:
    """The theory that nesy's reader makes of a text as it stands; None if it reads none."""
    try:
        return read_theory(text, options=AS_WRITTEN)
    except NesyError:
        return None


def read_alone(text: str) -> Formula | None:
    """The formula that nesy's reader makes of a text."""
    try:
        return parse_formula(text)
    except NesyError:
        return None


WORDS = (
    *("Dog", "rex", "x", "y'", "P", "f", "New_York", "?x", "?foo", "'New York'", "'it\\'s'", "x1", "u", "Q"),
    *("not", "and", "or", "exists", "exists ", "forall ", "forall", "all", "some", "Not", "iff", "true", "$true", "X"),
    *("Premises", "Given", "goal", "fof", "assert", "TEXT:", "FOL:", "|-", "Conclusion:", "#", "//", "%"),
    *("0", "1", "-1", "2.5", "-5/2", "1/0", "007", "∀x", "∃y ", "∀x ", " ∧ ", " → ", "& ", "| ", " - ", ". "),
    *("∧", "∨", "⊕", "→", "↔", "¬", "~", "<~>", "->", "<->", "=", "≠", "!=", "<", "<=", "≤", ">", ">=", "≥"),
    *("+", "*", "-", "(", ")", ", ", ",", ":", ".", "\n", "⊢", "⊢ ", "⊤", "⊥", "$false"),
)


class _Vocabulary:
    """The tokens of a random walk."""

    bos_token_id = None

    def __init__(self, words: Sequence[str]) -> None:
        self.tokens = (*dict.fromkeys([bytes([b]) for b in range(256)] + [w.encode() for w in words]), b"<eos>")
        self.eos_token_id = len(self.tokens) - 1
        self.special_token_ids = (self.eos_token_id,)

    def __call__(self, text: bytes | str) -> list[int]:
        return list(text if isinstance(text, bytes) else text.encode())


@dataclass
class Walks:
    """Random texts of a grammar: walks over its masks, completed where they do not end."""

    grammar: Grammar
    words: Sequence[str] = WORDS
    most: int = 25
    """Tokens before a walk is cut off."""
    opening: str = ""
    """What every text begins with."""
    closed: int = field(default=0, init=False)
    """How many texts the closer completed."""
    unclosed: list[str] = field(default_factory=list, init=False)
    """What it could not complete."""

    @property
    def lost(self) -> int:
        """How many texts it could not complete."""
        return len(self.unclosed)

    def texts(self, count: int, seed: int = 0) -> Iterator[str]:
        """So many texts."""
        rng, ll = random.Random(seed), llguidance()
        vocabulary = _Vocabulary(self.words)
        start = matcher(self.grammar, ll.LLTokenizer(ll.TokenizerWrapper(vocabulary), slices=[]))
        start.consume_tokens(vocabulary(self.opening))
        done = 0
        while done < count:
            text = self._walk(start.deep_copy(), vocabulary, rng)
            if text is not None:
                done += 1
                yield text

    def _walk(self, reading: Any, vocabulary: _Vocabulary, rng: random.Random) -> str | None:
        written = self.opening.encode()
        for _ in range(rng.randint(1, self.most)):
            if reading.is_accepting() and rng.random() < 0.3:
                break
            mask = int.from_bytes(reading.compute_bitmask(), "little")
            allowed = [t for t in range(vocabulary.eos_token_id) if mask >> t & 1]
            if not allowed:
                break
            words = [t for t in allowed if t >= 256]
            token = rng.choice(words if words and rng.random() < 0.8 else allowed)
            reading.consume_token(token)
            written += vocabulary.tokens[token]
        while not _whole(written):  # a character that was cut in half has one end at least
            mask = int.from_bytes(reading.compute_bitmask(), "little")
            token = rng.choice([t for t in range(256) if mask >> t & 1])
            reading.consume_token(token)
            written += vocabulary.tokens[token]
        return self._completed(written.decode(), reading)

    def _completed(self, text: str, reading: Any) -> str | None:
        if reading.is_accepting():
            return text
        end = close(self.grammar, text)
        if end is None:
            self.unclosed.append(text)
            return None
        self.closed += 1
        return text + end


def _whole(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def program_text(formulas: Sequence[Formula], style: Style = UNICODE) -> str:
    """A program: all formulas but the last are premises."""
    *premises, conclusion = [to_text(f, style) for f in formulas]
    return "\n".join([*premises, f"⊢ {conclusion}"])


_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\w+|\s+|.", re.S)
_CHARACTERS = "()'\"\\ \t\n.,:;?$&|~-+*/<>=!∀∃¬∧∨→↔⊕⊤⊢xP0_é½😀#"
_KEYWORDS = ("exists", "forall", "not", "and", "Or", "implies", "iff", "xor", "all", "some", "true", "Given", "fof")


def mutant(text: str, rng: random.Random) -> str:
    """A text with one or two tokens or characters changed."""
    for _ in range(rng.choice((1, 1, 2))):
        text = _changed(text, rng)
    return text


def _changed(text: str, rng: random.Random) -> str:
    tokens = _TOKEN.findall(text) or [""]
    place, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    kind = rng.choice(("drop", "double", "swap", "put", "character", "insert", "delete", "keyword", "keyword"))
    if kind == "drop":
        del tokens[place]
    elif kind == "double":
        tokens[place] *= 2
    elif kind == "swap":
        tokens[place], tokens[other] = tokens[other], tokens[place]
    elif kind == "put":
        tokens[place] = rng.choice(WORDS)
    elif kind == "keyword":
        names = [i for i, token in enumerate(tokens) if token[:1].isalpha()] or [place]
        tokens[rng.choice(names)] = rng.choice(_KEYWORDS)
    else:
        at = rng.randrange(len(text) + 1)
        new = "" if kind == "delete" else rng.choice(_CHARACTERS)
        return text[:at] + new + text[at + (kind != "insert") :]
    return "".join(tokens)
