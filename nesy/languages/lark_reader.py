"""Reads the text of a lark grammar, as far as nesy's grammars go, into trees of rules and terminals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from nesy.errors import ParseError, Unsupported
from nesy.languages.regex_reader import parse_regex
from nesy.languages.regular import Alt, Class, Node, Ref, Repeat, Seq, alt, literal, repeat, seq
from nesy.spans import Span

_TOKEN = re.compile(
    r"""(?P<comment>(?://|\#)[^\n]*)
      | (?P<blank>[ \t\r]+)
      | (?P<newline>\n)
      | (?P<string>"(?:[^"\\\n]|\\.)*"i?)
      | (?P<regex>/(?!/)(?:[^/\\\n]|\\.)+/[imslux]*)
      | (?P<number>[0-9]{1,4})
      | (?P<name>[!?]*[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>->|\.\.|%[a-z]+|[|():*+?~\[\]{}.])
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")
_END = ("end", "")


@dataclass(frozen=True, slots=True)
class LarkGrammar:
    """The rules of a grammar, as trees over names of rules and of terminals."""

    rules: Mapping[str, Node]
    """The body of each rule by its name."""
    terminals: Mapping[str, Node]
    """The regular expression of each terminal by its name; one that stands in a rule is named by its spelling."""
    ignored: tuple[Node, ...]
    """What may stand between any two terminals."""


def read_lark(text: str) -> LarkGrammar:
    """The grammar that a text spells; aliases and marks that only shape trees are left out.

    Raises:
        ParseError: if it is no grammar, or uses a name that it does not define.
        Unsupported: for imports, templates, priorities, flags and what :func:`~nesy.languages.regex_reader.parse_regex`
            does not read.

    >>> grammar = read_lark('start: "a" B* -> all\\nB: /b{1,2}/\\n%ignore " "')
    >>> sorted(grammar.rules), sorted(grammar.terminals)
    (['start'], ['"a"', 'B'])
    """
    reader = _Reader(text)
    reader.read()
    for name in reader.used - reader.bodies.keys() - reader.inline.keys():
        raise ParseError(f"the grammar does not define {name}")
    resolved = _Resolved({name: body for name, body in reader.bodies.items() if _is_terminal(name)})
    terminals = {name: resolved.of(name) for name in resolved.bodies} | reader.inline
    rules = {name: body for name, body in reader.bodies.items() if not _is_terminal(name)}
    return LarkGrammar(rules, terminals, tuple(resolved.tree(node) for node in reader.ignored))


def _is_terminal(name: str) -> bool:
    return name.isupper()


class _Resolved:
    """Terminals with the terminals that they mention put in."""

    def __init__(self, bodies: Mapping[str, Node]) -> None:
        self.bodies, self.open = bodies, list[str]()

    def of(self, name: str) -> Node:
        if name in self.open or name not in self.bodies:
            raise ParseError(f"terminal {self.open[0] if self.open else name} mentions {name}, which is no terminal")
        self.open.append(name)
        node = self.tree(self.bodies[name])
        self.open.pop()
        return node

    def tree(self, node: Node) -> Node:
        match node:
            case Ref(name):
                return self.of(name)
            case Seq(parts):
                return seq(*map(self.tree, parts))
            case Alt(options):
                return alt(*map(self.tree, options))
            case Repeat(part, least, most):
                return repeat(self.tree(part), least, most)
        return node


class _Reader:
    """Reads definitions, and keeps them as trees."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*_tokens(text), (*_END, len(text))]
        self.at = 0
        self.in_rule = True
        self.bodies: dict[str, Node] = {}
        self.inline: dict[str, Node] = {}
        self.ignored: list[Node] = []
        self.used: set[str] = set()

    def read(self) -> None:
        while self._kind() != "end":
            if self._take("newline"):
                continue
            if self._value() == "%ignore":
                self.at, self.in_rule = self.at + 1, False
                self.ignored.append(self._expansions())
            else:
                self._definition()
            if self._kind() not in ("newline", "end"):
                self._refuse("does not belong here")

    def _definition(self) -> None:
        name = self._value().lstrip("!?")
        if self._kind() != "name":
            self._refuse("begins no definition" if self._value()[:1] != "%" else "is not supported")
        self.at += 1
        if self._value() in (".", "{"):
            self._refuse("gives a priority or a template, which is not supported")
        if self._value() != ":" or name in self.bodies:
            self._refuse(f"defines {name} again" if name in self.bodies else "is not ':'")
        self.at, self.in_rule = self.at + 1, not _is_terminal(name)
        self.bodies[name] = self._expansions()

    def _expansions(self) -> Node:
        options = [self._expansion()]
        while self._continues():
            self.at += 1
            options.append(self._expansion())
        return alt(*options) if not self.in_rule else options[0] if len(options) == 1 else Alt(tuple(options))

    def _continues(self) -> bool:
        """Whether an alternative follows, on the same line or a later one."""
        after = next(n for n in range(self.at, len(self.tokens)) if self.tokens[n][0] != "newline")
        if self.tokens[after][1] == "|":
            self.at = after
        return self._value() == "|"

    def _expansion(self) -> Node:
        parts: list[Node] = []
        while self._kind() in ("name", "string", "regex") or self._value() in ("(", "["):
            parts.append(self._counted(self._atom()))
        if self._value() == "->":
            self.at += 2
        return seq(*parts)

    def _atom(self) -> Node:
        kind, value, _ = self.tokens[self.at]
        self.at += 1
        if value in ("(", "["):
            node = self._expansions()
            self._skip_lines()
            if self._value() != (")" if value == "(" else "]"):
                self._refuse("does not close the group")
            self.at += 1
            return node if value == "(" else Repeat(node, 0, 1)
        if kind == "name":
            self.used.add(value)
            return Ref(value)
        node = self._pattern(kind, value)
        if not self.in_rule:
            return node
        self.inline[value] = node
        return Ref(value)

    def _pattern(self, kind: str, value: str) -> Node:
        if kind == "regex":
            body, _, flags = value[1:].rpartition("/")
            if flags:
                self._refuse("follows a flag, which is not supported")
            return parse_regex(body.replace("\\/", "/"))
        if value.endswith("i"):
            self._refuse("follows a flag, which is not supported")
        text = _string(value)
        if self._value() == ".." and not self.in_rule:
            last = _string(self.tokens[self.at + 1][1])
            self.at += 2
            return Class(((ord(text), ord(last)),))
        return literal(text)

    def _counted(self, node: Node) -> Node:
        counts: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        value = self._value()
        if value in counts:
            self.at += 1
            return repeat(node, *counts[value])
        if value != "~":
            return node
        least = most = int(self._number())
        if self._value() == "..":
            most = int(self._number())
        return repeat(node, least, most)

    def _number(self) -> str:
        """The number behind the sign that is next."""
        self.at += 1
        if self._kind() != "number":
            self._refuse("is not a count")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _value(self) -> str:
        return self.tokens[self.at][1]

    def _take(self, kind: str) -> bool:
        taken = self._kind() == kind
        self.at += taken
        return taken

    def _skip_lines(self) -> None:
        while self._take("newline"):
            pass

    def _refuse(self, why: str) -> NoReturn:
        _, value, start = self.tokens[self.at]
        span = Span(start, start + len(value))
        raise Unsupported(f"{value.strip() or 'the end of the line'!r} {why}", source=self.text, span=span)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            span = Span(position, position + 1)
            raise ParseError("this character begins nothing that a grammar holds", source=text, span=span)
        if match.lastgroup not in ("comment", "blank"):
            yield match.lastgroup, match.group(), position
        position = match.end()


def _string(value: str) -> str:
    """The text of a string, whose escapes are Python's; the backslash of any other escape stands for itself."""
    try:
        text: str = ast.literal_eval(_ESCAPED.sub(lambda m: m[0] if m[1] in 'Uuxnftr\\"' else "\\" + m[0], value))
    except (SyntaxError, ValueError) as err:
        raise ParseError(f"{value} is not a string that a grammar can hold") from err
    return text
