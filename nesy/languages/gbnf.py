"""Lark grammars in GBNF, the notation in which llama.cpp takes grammars.

GBNF has no lexer: a grammar speaks of characters. Blanks that lark skips become optional blanks behind every
terminal; where a longest match would run two terminals into one, a blank must stand between them. Rules that
begin with themselves, which llama.cpp refuses, become repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, count

from nesy.languages.gbnf_text import rule_text
from nesy.languages.junctions import BLANKS, SOME_BLANKS, Junctions
from nesy.languages.lark_reader import read_lark
from nesy.languages.left_recursion import factored, mapped, mentioned, without_left_recursion
from nesy.languages.regular import EMPTY, NEVER, Alt, Class, Node, Ref, Repeat, Seq, seq
from nesy.languages.spellings import spellings

_ROOT = "root!"  # no rule of a grammar has such a name
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def to_gbnf(lark_text: str) -> str:
    """The grammar of a lark text in GBNF, with ``root`` for lark's ``start``.

    What it admits, lark's lexer and parser admit. Three kinds of text only lark admits: names that spell a word
    keyword, such as ``forall``; a terminal of the greatest length directly in front of what would continue a shorter
    one; and signs side by side that begin a longer sign, such as ``<-`` in ``a <-5``.

    Raises:
        ParseError: if the text is no grammar.
        Unsupported: for notation beyond that of nesy's own grammars.

    >>> print(to_gbnf('start: "not" start | NAME\\nNAME: /[a-m]{1,9}/\\n%ignore " "'), end="")
    root ::= blanks start
    blanks ::= " "*
    start ::= "not" blanks start | NAME
    NAME ::= [a-m]{1,9} blanks
    """
    grammar = read_lark(lark_text)
    junctions = Junctions(grammar.rules, spellings(grammar.terminals, grammar.ignored), grammar.ignored)
    rules = without_left_recursion(_useful("start", junctions.placed("start")))
    root = seq(Ref(BLANKS) if grammar.ignored else EMPTY, Ref("start"))
    rules = _useful(_ROOT, _with_signs_in_place(_merged({_ROOT: root} | rules)))
    names = _names(rules)
    return "".join(rule_text(names[name], factored(body), names) for name, body in rules.items())


def _useful(start: str, rules: Mapping[str, Node]) -> dict[str, Node]:
    """The rules that a start rule reaches and that derive more than the empty text."""
    some: set[str] = set()
    while more := {name for name, body in rules.items() if name not in some and _derives(body, some)}:
        some |= more
    values = {name: Ref(name) if body != EMPTY else EMPTY for name, body in rules.items() if name in some}
    pruned = {name: mapped(rules[name], lambda ref: values.get(ref.name, NEVER)) for name in values}
    reached = {start: None}
    for name in (queue := [start]):
        new = [n for n in dict.fromkeys(mentioned(pruned[name])) if n not in reached]
        reached |= dict.fromkeys(new)
        queue += new
    return {name: pruned[name] for name in reached}


def _derives(node: Node, some: set[str]) -> bool:
    """Whether a node derives a text, given rules that do."""
    match node:
        case Ref(name):
            return name in some
        case Seq(parts):
            return all(_derives(part, some) for part in parts)
        case Alt(options):
            return any(_derives(option, some) for option in options)
        case Repeat(part, least, _):
            return least == 0 or _derives(part, some)
    return True


def _merged(rules: Mapping[str, Node]) -> dict[str, Node]:
    """The rules with one of each set of the same body, until there are no such sets."""
    kept = dict(rules)
    while True:
        first: dict[Node, str] = {}
        instead = {name: first.setdefault(body, name) for name, body in kept.items()}
        if len(first) == len(kept):
            return kept
        kept = {n: mapped(kept[n], lambda ref, to=instead: Ref(to[ref.name])) for n in kept if instead[n] == n}  # type: ignore[misc]


def _with_signs_in_place(rules: Mapping[str, Node]) -> dict[str, Node]:
    """The rules with each rule for a fixed text and the blanks behind it written out where it is used."""
    signs = {name: body for name, body in rules.items() if name != _ROOT and _is_sign(body)}
    return {name: mapped(body, lambda ref: signs.get(ref.name, ref)) for name, body in rules.items()}


def _is_sign(body: Node) -> bool:
    parts = body.parts if isinstance(body, Seq) else (body,)
    texts = parts[:-1] if parts[-1:] in ((Ref(BLANKS),), (Ref(SOME_BLANKS),)) else parts
    return bool(texts) and all(
        isinstance(t, Class) and len(t.ranges) == 1 and len(set(t.ranges[0])) == 1 for t in texts
    )


def _names(rules: Mapping[str, Node]) -> dict[str, str]:
    """A GBNF name for each rule: letters, digits and dashes."""
    names: dict[str, str] = {_ROOT: "root"}
    taken = {"root"}
    for rule in rules:
        stem = _OTHER.sub("-", rule).strip("-") or "sign"
        numbered = (f"{stem}-{number}" for number in count(2))
        if rule != _ROOT:
            names[rule] = next(name for name in chain([stem], numbered) if name not in taken)
            taken.add(names[rule])
    return names
