"""``draw_tokens``: one token for each row from the model's scores.

A token is drawn by the inverse of the distribution function, with one number of the row's own generator a
step. So a row's tokens depend on its seed and scores alone, not on the rows beside it nor on the device's
generator, and a step costs about as much as a softmax.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.models.local.row import Progress
from nesy.models.local.weights import Weights

_BLOCK = 128
_BITS = 48


def draw_tokens(scores: Any, rows: Sequence[Progress], weights: Weights) -> list[int]:
    """The token that each row goes on with.

    Args:
        scores: rows x vocabulary, the logits with what is ruled out at minus infinity.
        rows: the rows, in the order of ``scores``.
        weights: the model, for the temperature, ``top_k`` and ``top_p`` that hold where a row names no temperature
            (the latter two always).
    """
    import torch

    temperatures = [_temperature(row, weights) for row in rows]
    warm = [i for i, t in enumerate(temperatures) if t > 0.0]
    if not warm:
        return list(scores.argmax(-1).tolist())
    numbers = [rows[i].draw.getrandbits(_BITS) / 2**_BITS for i in warm]
    scale = torch.tensor([[temperatures[i]] for i in warm], device=scores.device)
    chosen = scores if len(warm) == len(rows) else scores[warm]
    drawn = inverse(torch.softmax(_truncated(chosen / scale, weights), -1), numbers)
    if len(warm) == len(rows):
        return list(drawn.tolist())
    best = scores.argmax(-1)
    best[warm] = drawn
    return list(best.tolist())


def inverse(probabilities: Any, numbers: Sequence[float]) -> Any:
    """For each row the first token at which the distribution function exceeds the row's number in [0, 1).

    The sums run over blocks first and then inside the block that was hit.
    A token of probability 0 is never returned.

    >>> import torch
    >>> inverse(torch.tensor([[0.25, 0.0, 0.75], [0.25, 0.0, 0.75]]), [0.2, 0.25]).tolist()
    [0, 2]
    """
    import torch

    rows, width = probabilities.shape
    if width % _BLOCK:
        probabilities = torch.nn.functional.pad(probabilities, (0, -width % _BLOCK))
    blocks = probabilities.view(rows, -1, _BLOCK)
    double = torch.float64 if probabilities.device.type != "mps" else torch.float32
    upto = blocks.sum(-1).to(double).cumsum(-1)
    aim = torch.tensor(numbers, dtype=double, device=upto.device)[:, None] * upto[:, -1:]
    block = _reached(upto, aim)
    aim = aim - torch.where(block > 0, upto.gather(1, (block - 1).clamp(min=0)), 0.0)
    inside = blocks[torch.arange(rows, device=upto.device), block[:, 0]].to(double).cumsum(-1)
    return (block * _BLOCK + _reached(inside, aim))[:, 0]


def _reached(sums: Any, aim: Any) -> Any:
    """Where running sums first exceed the aim; where rounding leaves them short of it, where they end to grow."""
    import torch

    last = (sums < sums[:, -1:]).sum(-1, keepdim=True)
    return torch.minimum(torch.searchsorted(sums, aim, right=True), last)


def _temperature(row: Progress, weights: Weights) -> float:
    asked = row.row.decoding.temperature
    return weights.temperature if asked is None else asked


def _truncated(scores: Any, weights: Weights) -> Any:
    """The scores without what ``top_k`` and ``top_p`` of the model's generation configuration rule out."""
    from transformers import TopKLogitsWarper, TopPLogitsWarper

    if weights.top_k > 0:
        scores = TopKLogitsWarper(weights.top_k)(None, scores)
    if weights.top_p < 1.0:
        scores = TopPLogitsWarper(weights.top_p)(None, scores)
    return scores
