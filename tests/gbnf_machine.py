"""A recogniser for GBNF that works as llama.cpp's does: rules as alternatives of characters and names, sets of stacks.

Repetitions are unfolded in the same way and counts have the same limit; left recursion is refused wherever it is there.
"""

import re

MAX_COUNT = 2000
TOKEN = re.compile(
    r"""(?P<blank>(?:[ \t]|\#[^\n]*)+) | (?P<newline>\n) | (?P<rule>[A-Za-z0-9-]+[ \t]*::=) | (?P<name>[A-Za-z0-9-]+)
      | (?P<string>"(?:[^"\\]|\\.)*") | (?P<class>\[\^?(?:[^\]\\]|\\.)*\]) | (?P<count>[*+?]|\{\d+(?:,\d*)?\})
      | (?P<sign>[|()])""",
    re.VERBOSE,
)
CHARACTER = re.compile(r'\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\([trn\\"\[\]-])|([^\\])', re.S)
ESCAPES = {"t": "\t", "r": "\r", "n": "\n"}


class GbnfError(Exception):
    """A text that llama.cpp does not take."""


def characters(text):
    """The code points of a string's or class's inside, each with whether it was written as it is."""
    found, position = [], 0
    while position < len(text):
        match = CHARACTER.match(text, position)
        if match is None:
            raise GbnfError(f"unknown escape at {text[position:]!r}")
        hexadecimal = match[1] or match[2] or match[3]
        point = int(hexadecimal, 16) if hexadecimal else ord(ESCAPES.get(match[4], match[4]) if match[4] else match[5])
        found.append((point, match[5] is not None))
        position = match.end()
    return found


class Gbnf:
    """A grammar; an element of an alternative is a rule's name, or (negated, ranges) for a character."""

    def __init__(self, text):
        self.rules = {}
        self.tokens = [(m.lastgroup, m.group()) for m in TOKEN.finditer(text) if m.lastgroup != "blank"]
        if sum(len(m.group()) for m in TOKEN.finditer(text)) != len(text):
            raise GbnfError("a character that belongs to no token")
        self.at = 0
        while self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            self.at += 1
            if kind == "rule":
                name = value.split()[0].removesuffix("::=")
                if name in self.rules:
                    raise GbnfError(f"{name} is defined twice")
                self.rules[name] = self.alternatives(nested=False)
            elif kind != "newline":
                raise GbnfError(f"a rule cannot begin with {value!r}")
        self.check()
        self.number()

    def peek(self, *, nested=False):
        while nested and self.at < len(self.tokens) and self.tokens[self.at][0] == "newline":
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def alternatives(self, *, nested):
        found = [self.sequence(nested=nested)]
        while self.peek(nested=nested) == ("sign", "|"):
            self.at += 1
            found.append(self.sequence(nested=nested))
        return found

    def sequence(self, *, nested):
        elements, last = [], 0
        while True:
            kind, value = self.peek(nested=nested)
            if kind in ("newline", "end", "rule") or value in ("|", ")"):
                return tuple(elements)
            self.at += 1
            if kind == "count":
                elements[last:] = self.counted(tuple(elements[last:]), value)
                continue
            last = len(elements)
            if kind == "name":
                elements.append(value)
            elif kind == "string":
                elements += [(False, ((p, p),)) for p, _ in characters(value[1:-1])]
            elif kind == "class":
                elements.append(self.character_class(value))
            else:
                elements.append(self.new(self.alternatives(nested=True)))
                if self.peek(nested=True) != ("sign", ")"):
                    raise GbnfError("a group is not closed")
                self.at += 1

    def character_class(self, value):
        negated = value[1] == "^"
        points, ranges = characters(value[2 if negated else 1 : -1]), []
        while points:
            low = points.pop(0)[0]
            high = low
            if len(points) > 1 and points[0] == (ord("-"), True):
                high = points[1][0]
                del points[:2]
            ranges.append((low, high))
        return (negated, tuple(ranges))

    def new(self, alternatives):
        name = f"_{len(self.rules)}"
        self.rules[name] = alternatives
        return name

    def counted(self, part, count):
        """``part`` a fixed number of times, then a chain of optional rules, or one that repeats."""
        low, _, high = count.strip("{}").partition(",")
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(count, (None, None))
        if least is None:
            least, most = int(low), int(high) if high else (None if "," in count else int(low))
        if not part or max(least, most or 0) > MAX_COUNT:
            raise GbnfError(f"{count} counts nothing, or too far")
        if most is None:
            again = self.new([])
            self.rules[again] = [(*part, again), ()]
            return [*(part * least), again]
        rest = ()
        for _ in range(most - least):
            rest = (self.new([(*part, *rest), ()]),)
        return [*(part * least), *rest]

    def check(self):
        if "root" not in self.rules:
            raise GbnfError("there is no root")
        for alternatives in self.rules.values():
            for name in (e for elements in alternatives for e in elements if isinstance(e, str)):
                if name not in self.rules:
                    raise GbnfError(f"{name} is not defined")
        empty = set()
        while more := {n for n, a in self.rules.items() if n not in empty and any(set(e) <= empty for e in a)}:
            empty |= more
        begins = {name: set() for name in self.rules}
        for name, alternatives in self.rules.items():
            for elements in alternatives:
                for element in elements:
                    begins[name] |= {element} if isinstance(element, str) else set()
                    if element not in empty:
                        break
        for name in self.rules:
            seen, queue = set(), [name]
            for at in queue:
                queue += begins[at] - seen
                seen |= begins[at]
            if name in seen:
                raise GbnfError(f"{name} is left-recursive")

    def number(self):
        """Number the alternatives, the places in them, and what lies below a place: a stack is one number."""
        self.elements = []
        self.numbers = {}
        for name, alternatives in self.rules.items():
            self.numbers[name] = range(len(self.elements), len(self.elements) + len(alternatives))
            self.elements += alternatives
        self.frames, self.known, self.expanded = [None], {}, {}

    def stack(self, alternative, place, below):
        """The number of a stack: a place in an alternative, above another stack; 0 is the empty one."""
        key = (alternative, place, below)
        if key not in self.known:
            self.known[key] = len(self.frames)
            self.frames.append(key)
        return self.known[key]

    def expand(self, stack):
        """The stacks that a stack becomes when the rules at its top are entered, down to characters or nothing."""
        if stack not in self.expanded:
            self.expanded[stack] = frozenset(self.entered(stack))
        return self.expanded[stack]

    def entered(self, stack):
        if not stack:
            return [0]
        alternative, place, below = self.frames[stack]
        elements = self.elements[alternative]
        if place == len(elements):
            return self.expand(below)
        if not isinstance(elements[place], str):
            return [stack]
        under = self.stack(alternative, place + 1, below) if place + 1 < len(elements) else below
        return {s for number in self.numbers[elements[place]] for s in self.expand(self.stack(number, 0, under))}

    def run(self, text):
        """The set of stacks before the first character, and behind each."""
        current = {s for number in self.numbers["root"] for s in self.expand(self.stack(number, 0, 0))}
        yield current
        for character in text:
            point, after = ord(character), set()
            for stack in current - {0}:
                alternative, place, below = self.frames[stack]
                negated, ranges = self.elements[alternative][place]
                if any(low <= point <= high for low, high in ranges) != negated:
                    after |= self.expand(self.stack(alternative, place + 1, below))
            current = after
            yield current

    def accepts(self, text):
        """Whether the grammar admits the whole text."""
        for current in self.run(text):
            if not current:
                return False
        return 0 in current
