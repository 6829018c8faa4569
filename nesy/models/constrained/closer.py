"""The closer: completes a program that was cut off.

A grammar's mask guarantees that what a model wrote can be completed, not that it is complete. The end is
searched best-first (A*): a state's price is what its pieces cost, and what remains is at least one piece for
each open bracket. Since every prefix of a language can be completed, the search may settle for a whole line
where the end is far, and go on from there. It is slow to settle for a line behind which all is as it was behind an
earlier one, since a grammar may allow such lines for ever.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from nesy.errors import ModelFailed
from nesy.languages.decoding import Grammar
from nesy.models.constrained.matcher import matcher, message
from nesy.models.constrained.pieces import END, FRESH, OTHER, Brackets, Piece, pieces, remainders
from nesy.models.constrained.tokenizer import llguidance

MAX_END = 4000
"""Bytes that may be added."""
MAX_STATES = 4000
"""States from which the search goes on, for one text."""
SETTLED_STATES = 100
"""States from which the search goes on before it settles for a whole line."""
PATIENCE = 600
"""The same before it settles for a line that leads where the search was before."""
UNFINISHED = 2.0
"""The price of leaving a last word as it is where a known name begins with it."""
HASTE = 8.0
"""What a bracket that the text left open weighs, in closing brackets: the search closes those first, and seldom
goes back behind one."""


def close(grammar: Grammar, text: str, *, most: int = MAX_END) -> str | None:
    """The end that makes a text a whole program; empty if it is one.

    Names that the text or the grammar holds are used again, and short ends come first.

    Args:
        grammar: what the text must be a program of.
        text: the beginning of a program.
        most: bytes that may be added.

    Returns:
        The end, or None if the text is no beginning of a program or the bounds were met first.

    Raises:
        MissingDependency: if llguidance is not installed.
        ParseError: if the grammar does not compile.

    >>> close(Grammar("sum", 'start: sum\\nsum: N | "(" sum "+" sum ")"\\nN: /[0-9]{1,3}/'), "((1+2)+")
    '0)'
    """
    search = _Search(grammar, text)
    if not search.begun:
        return None
    end = b""
    while len(end) <= most:
        found, done = search.line()
        if found is None:
            return None
        end += found
        if done:
            return end.decode() if len(end) <= most else None
    return None


@dataclass(frozen=True, slots=True)
class _State:
    """A way to go on."""

    tokens: tuple[int, ...]
    """What follows the settled text."""
    price: float
    shape: str
    brackets: Brackets
    left: int
    """How many brackets that the settled text left open are open still."""

    @property
    def estimate(self) -> float:
        """What a whole end by this way costs, roughly."""
        return round(self.price + END * (HASTE * self.left + self.brackets.open - self.left), 6)


class _Vocabulary:
    """The pieces as the tokens of llguidance; the last one ends a text."""

    bos_token_id = None

    def __init__(self, known: list[Piece]) -> None:
        self.tokens = (*(p.text for p in known), b"<eos>")
        self.eos_token_id = len(known)
        self.special_token_ids = (len(known),)
        self._byte = {p.text[0]: i for i, p in enumerate(known) if len(p.text) == 1}

    def __call__(self, text: bytes | str) -> list[int]:
        return [self._byte[b] for b in (text if isinstance(text, bytes) else text.encode())]


class _Search:
    """The search for the end of one text, a line at a time."""

    begun: bool
    """Whether the text is the beginning of a program."""

    def __init__(self, grammar: Grammar, text: str) -> None:
        ll = llguidance()
        self._pieces = pieces(grammar.lark, text)
        self._remainders = remainders(self._pieces, text)
        self._vocabulary = _Vocabulary(self._pieces)
        self._matcher = matcher(grammar, ll.LLTokenizer(ll.TokenizerWrapper(self._vocabulary), slices=[]))
        tokens = self._vocabulary(text)
        self.begun = self._matcher.try_consume_tokens(tokens) == len(tokens) and not self._matcher.is_error()
        brackets = Brackets().after(text)
        self._settled = _State((), 0.0, "", brackets, brackets.open)
        self._at: tuple[int, ...] = ()
        self._been = {self._place()} if self.begun else set()
        self._looked = 0

    def line(self) -> tuple[bytes | None, bool]:
        """What to add up to the end, and True; or up to the end of a line, and False; or None."""
        order, seen, begun = count(), set[tuple[str, bytes]](), self._looked
        lines: dict[bool, _State] = {}
        queue = [_entry(self._settled, order)]
        while queue and self._looked < min(MAX_STATES, begun + _patience(lines)):
            state = heapq.heappop(queue)[-1]
            self._go_to(state.tokens)
            if self._matcher.is_accepting() and not self._at_last_word(state):
                return self._text(state), True
            if self._ends_line(state):
                lines.setdefault(self._place() not in self._been, state)
            mask = self._matcher.compute_bitmask()
            if (state.shape, mask) not in seen:
                seen.add((state.shape, mask))
                self._looked += 1
                for after in self._next(state, mask):
                    heapq.heappush(queue, _entry(after, order))
        line = lines.get(True, lines.get(False))
        return (None, False) if line is None else (self._settle(line), False)

    def _next(self, state: _State, mask: bytes) -> Iterator[_State]:
        """The states one piece further on."""
        if self._at_last_word(state):
            yield from self._finished(state)
            return
        forced: bytes = self._matcher.compute_ff_bytes()
        text = forced.decode("utf-8", "ignore")
        if text.encode() == forced != b"":
            yield self._after(state, Piece(forced, OTHER, text), self._vocabulary(forced))
        allowed, fresh = int.from_bytes(mask, "little"), True
        for token, piece in enumerate(self._pieces):
            if not allowed >> token & 1 or (state.brackets.in_word and piece.is_word and piece.cost < FRESH):
                continue
            if fresh or piece.cost < FRESH:  # one byte of a new name is as good as another
                yield self._after(state, piece, (token,))
            fresh = fresh and piece.cost < FRESH

    def _at_last_word(self, state: _State) -> bool:
        """Whether the text's last word is still to be completed, or to be left as it is."""
        return bool(self._remainders) and not state.tokens and not state.price

    def _finished(self, state: _State) -> Iterator[_State]:
        """From the text itself: its last word completed, or left as it is at a price."""
        for piece in self._remainders:
            tokens = self._vocabulary(piece.text)
            if self._matcher.validate_tokens(list(tokens)) == len(tokens):
                yield self._after(state, piece, tokens)
        yield replace(state, price=UNFINISHED, shape="~")

    def _after(self, state: _State, piece: Piece, tokens: Sequence[int]) -> _State:
        brackets = state.brackets.after(piece.text.decode("utf-8", "replace"))
        new = brackets.quote and (state.brackets.quote or len(piece.text) == 1)
        price = state.price + (max(FRESH, piece.cost) if new else piece.cost)
        tokens = (*state.tokens, *tokens)
        return _State(tokens, price, state.shape + piece.shape, brackets, min(state.left, brackets.open))

    def _go_to(self, tokens: tuple[int, ...]) -> None:
        """Leave the matcher behind these tokens."""
        common = 0
        for one, other in zip(self._at, tokens, strict=False):
            if one != other:
                break
            common += 1
        if len(self._at) > common:
            self._matcher.rollback(len(self._at) - common)
            self._matcher.compute_bitmask()  # llguidance 1.9 would use rows of its chart that are no longer valid
        if len(tokens) > common:
            self._matcher.consume_tokens(list(tokens[common:]))
        if self._matcher.is_error():
            raise ModelFailed(f"llguidance gave up while a program was being closed: {message(self._matcher)}")
        self._at = tokens

    def _ends_line(self, state: _State) -> bool:
        last = self._vocabulary.tokens[state.tokens[-1]] if state.tokens else b""
        return not state.brackets.open and b"\n" in last

    def _place(self) -> tuple[bytes, bytes]:
        """What may follow: two places of the grammar seldom share it."""
        return self._matcher.compute_bitmask(), self._matcher.compute_ff_bytes()

    def _settle(self, state: _State) -> bytes:
        """Make a state the beginning of what follows."""
        self._go_to(state.tokens)
        self._been.add(self._place())
        self._at, self._remainders = (), []
        self._settled = _State((), 0.0, "", state.brackets, 0)
        return self._text(state)

    def _text(self, state: _State) -> bytes:
        return b"".join(self._vocabulary.tokens[t] for t in state.tokens)


def _patience(lines: Mapping[bool, _State]) -> int:
    """From how many states to go on for one line, by whether the lines found so far lead to new places."""
    return SETTLED_STATES if True in lines else PATIENCE if lines else MAX_STATES


def _entry(state: _State, order: Iterator[int]) -> tuple[float, int, int, _State]:
    """Cheapest first; among equals the longest, then the first found."""
    return state.estimate, -len(state.tokens), next(order), state
