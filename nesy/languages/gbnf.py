"""Lark grammars in GBNF, the notation in which llama.cpp takes grammars.

GBNF has no lexer: a grammar speaks of characters. Blanks that lark skips become optional blanks behind every
terminal; where a longest match would run two terminals into one, a blank must stand between them. Rules are
rewritten so that none begins with itself, which llama.cpp refuses, and that few are followed at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, count

from nesy.errors import Unsupported
from nesy.languages.gbnf_text import rule_text
from nesy.languages.junctions import BLANKS, SOME_BLANKS, Junctions
from nesy.languages.lark_reader import read_lark
from nesy.languages.left_corner import left_corner_transform
from nesy.languages.regular import EMPTY, NEVER, Alt, Class, Node, Ref, Repeat, Seq, seq
from nesy.languages.rule_trees import factored, mapped, mentioned

_ROOT = "root!"  # no rule of a grammar has such a name
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def to_gbnf(lark_text: str) -> str:
    """The grammar of a lark text in GBNF, with ``root`` for lark's ``start``.

    Where the grammar ignores blanks, some texts are left out, so that no others come in: names that spell a word
    keyword, such as ``forall`` beside ``/forall[ \\t]+/``; a terminal of the greatest length directly in front of what
    would continue a shorter one; and signs side by side that begin a longer one, such as ``<-`` beside ``<->``.

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
    junctions = Junctions(grammar.rules, grammar.terminals, grammar.ignored)
    rules, leaves = junctions.placed("start")
    useful = _useful("start", rules | leaves)
    rules = left_corner_transform({name: body for name, body in useful.items() if name in rules}, "start")
    root = seq(Ref(BLANKS), Ref("start"))
    rules = _useful(_ROOT, _with_signs_in_place(_merged(_useful(_ROOT, {_ROOT: root} | rules | leaves))))
    names = _names(rules)
    return "".join(rule_text(names[name], factored(body), names) for name, body in rules.items())


def _useful(start: str, rules: Mapping[str, Node]) -> dict[str, Node]:
    """The rules that a start rule reaches and that derive more than the empty text."""
    some: set[str] = set()
    while more := {name for name, body in rules.items() if name not in some and _derives(body, some)}:
        some |= more
    if start not in some:
        raise Unsupported("the grammar derives no text without a lexer's longest match")
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
    """The rules with one of each set of the same body, and none that is just another one."""
    kept = dict(rules)
    while True:
        first: dict[Node, str] = {}
        instead = {n: b.name if isinstance(b, Ref) else first.setdefault(b, n) for n, b in kept.items()}
        instead[_ROOT] = _ROOT
        gone = {name for name, other in instead.items() if name != other}
        if not gone:
            return kept
        while any(other in gone for other in instead.values()):
            instead = {name: instead[other] for name, other in instead.items()}
        targets = {name: Ref(other) for name, other in instead.items()}
        kept = {name: mapped(kept[name], lambda ref: targets[ref.name]) for name in kept if name not in gone}  # noqa: B023


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
