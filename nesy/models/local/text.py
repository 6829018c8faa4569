"""What a row's tokens spell, and where a stop text ends it."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.models.constrained.binding import Binding
from nesy.models.local.row import Progress
from nesy.models.local.weights import Weights

_REPLACEMENT = "\ufffd"


def text_of(row: Progress, weights: Weights, binding: Binding | None) -> str:
    """The row's text up to its first stop text, without an unfinished last character."""
    text = _spelled(row, row.tokens, weights, binding)
    if row.finish == "length":
        text = text.rstrip(_REPLACEMENT)
    ends = [at for at in map(text.find, _stop(row)) if at >= 0]
    return text[: min(ends, default=len(text))]


def ends_with_stop(row: Progress, weights: Weights, binding: Binding | None) -> bool:
    """Whether the row's last token completes a stop text."""
    stop = _stop(row)
    if not stop:
        return False
    # A token spells at least a byte, so no stop text reaches back further.
    tail = row.tokens[-max(len(s.encode()) for s in stop) - 4 :]
    if not any(s in _spelled(row, tail, weights, binding) for s in stop):
        return False
    whole = _spelled(row, row.tokens, weights, binding)
    return any(s in whole for s in stop)


def _stop(row: Progress) -> tuple[str, ...]:
    return tuple(filter(None, row.row.decoding.stop))


def _spelled(row: Progress, tokens: Sequence[int], weights: Weights, binding: Binding | None) -> str:
    """What tokens spell. What a grammar bound is spelled as the grammar read it, byte by byte."""
    written = [token for token in tokens if token not in weights.eos]
    if row.matcher is not None and binding is not None:
        return binding.text(written)
    return str(weights.tokenizer.decode(written, skip_special_tokens=True, clean_up_tokenization_spaces=False))
