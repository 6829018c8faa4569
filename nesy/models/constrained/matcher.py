"""Matchers: how far a text, or a model's tokens, follow a grammar.

:func:`matcher` compiles a grammar for a tokenizer, :class:`Matchers` keeps what it compiled, and
:func:`accepts` judges a whole text without a model.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from nesy.errors import ModelFailed, ParseError
from nesy.languages.decoding import Grammar
from nesy.models.constrained.tokenizer import byte_tokenizer, llguidance


def matcher(grammar: Grammar, tokenizer: Any = None) -> Any:
    """A new ``LLMatcher`` at the start of a program.

    Args:
        grammar: what may be written.
        tokenizer: an ``LLTokenizer``; None for :func:`~nesy.models.constrained.tokenizer.byte_tokenizer`.

    Raises:
        ParseError: if the grammar does not compile; it carries llguidance's message.
        MissingDependency: if llguidance is not installed.
    """
    ll = llguidance()
    source = ll.LLMatcher.grammar_from_lark(grammar.lark)
    made = ll.LLMatcher(tokenizer if tokenizer is not None else byte_tokenizer(), source, log_level=0)
    if made.is_error():
        kind = "specialised grammar" if grammar.specialised else "grammar"
        raise ParseError(f"the {kind} of {grammar.language!r} does not compile: {message(made)}", source=grammar.lark)
    return made


def message(broken: Any) -> str:
    """What llguidance says about a matcher in an error state, without the dump of its state."""
    text: str = broken.get_error()
    return text.partition("<state>")[0].strip()


def accepts(grammar: Grammar, text: str | bytes) -> bool:
    """Whether a text is a whole program of the grammar, as llguidance reads it.

    Raises:
        ParseError: if the grammar does not compile.
        ModelFailed: if llguidance's limits on time and memory end the reading.

    >>> accepts(Grammar("fol", 'start: "∀" /[a-z]{1,3}/'), "∀x")
    True
    >>> accepts(Grammar("fol", 'start: "∀" /[a-z]{1,3}/'), "∀")
    False
    """
    tokens = list(text.encode() if isinstance(text, str) else text)
    reading = matcher(grammar)
    read = reading.try_consume_tokens(tokens)
    if reading.is_error():
        raise ModelFailed(f"llguidance gave up on a text of {len(tokens)} bytes: {message(reading)}")
    return bool(read == len(tokens) and reading.is_accepting())


class Matchers:
    """The matchers of one tokenizer: each grammar is compiled once, and the latest ``size`` grammars are kept."""

    def __init__(self, tokenizer: Any = None, size: int = 64) -> None:
        self.tokenizer = tokenizer if tokenizer is not None else byte_tokenizer()
        self._size = size
        self._kept: OrderedDict[str, Any] = OrderedDict()

    def start(self, grammar: Grammar) -> Any:
        """A matcher at the start of a program, the caller's own.

        Raises:
            ParseError: if the grammar does not compile.
        """
        key = grammar.hash
        if key not in self._kept:
            self._kept[key] = matcher(grammar, self.tokenizer)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return self._kept[key].deep_copy()
