"""Stepper: what happens to a batch of rows between two passes of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.errors import ModelFailed
from nesy.models.constrained.binding import Binding
from nesy.models.constrained.matcher import message
from nesy.models.local.row import Progress
from nesy.models.local.sampler import draw_tokens
from nesy.models.local.text import ends_with_stop
from nesy.models.local.weights import Weights


class Stepper:
    """Chooses each row's next token and says which rows have ended.

    It is handed to ``generate`` twice. As a logits processor it draws a token that the row's grammar allows, and leaves
    that token as the row's best, so that a greedy search takes it. As a stopping criterion it tells which rows have
    ended. Rows that have ended get no further work of its own.

    A row's token is first drawn as if no grammar bound it. Only if the grammar does not allow that token is the mask
    computed and another one drawn. That gives each token the probability that it has where masked scores are drawn
    from at once, and spares most masks of a model that writes what the grammar allows anyway. ``top_k`` and ``top_p``
    hold for the tokens that are allowed, so with those the mask always comes first.
    """

    def __init__(self, weights: Weights, rows: Sequence[Progress], binding: Binding | None) -> None:
        self._weights = weights
        self._rows = rows
        self._binding = binding

    def process(self, _: Any, scores: Any) -> Any:
        """The scores with each living row's next token on top; rows x vocabulary."""
        live = [i for i, row in enumerate(self._rows) if not row.finish]
        for i in [i for i in live if self._rows[i].row.cancelled]:
            self._rows[i].finish = "cancelled"
            live.remove(i)
        if live:
            part = scores if len(live) == len(self._rows) else scores[live]
            tokens = self._choose(part, [self._rows[i] for i in live])
            scores[live, tokens] = float("inf")
        return scores

    def ended(self, tokens: Any, _: Any, **__: Any) -> Any:
        """Whether each row has ended; a vector of booleans."""
        import torch

        return torch.tensor([bool(row.finish) for row in self._rows], device=tokens.device)

    def _choose(self, scores: Any, rows: Sequence[Progress]) -> list[int]:
        """Draw a token for each row and let the row take it. The scores may be changed."""
        raw = scores.clone() if any(row.row.decoding.logprobs for row in rows) else None
        known = len(self._weights.tokenizer)
        if scores.shape[1] > known:
            scores[:, known:] = float("-inf")
        bound = [i for i, row in enumerate(rows) if row.matcher is not None]
        if self._weights.truncates:
            self._rule_out(scores, rows, bound)
            tokens = draw_tokens(scores, rows, self._weights)
        else:
            tokens = draw_tokens(scores, rows, self._weights)
            refused = [i for i in bound if not rows[i].matcher.validate_tokens([tokens[i]])]
            self._draw_again(scores, rows, refused, tokens)
        if raw is not None:
            for row, logprob in zip(rows, _logprobs(raw, tokens), strict=True):
                row.logprob += logprob
        self._consume([rows[i] for i in bound], [tokens[i] for i in bound])
        for row, token in zip(rows, tokens, strict=True):
            self._take(row, token)
        return tokens

    def _draw_again(self, scores: Any, rows: Sequence[Progress], refused: Sequence[int], tokens: list[int]) -> None:
        """Put tokens that the grammar allows in the place of those that it refused."""
        if refused:
            again = [rows[i] for i in refused]
            part = scores[list(refused)]
            self._rule_out(part, again, range(len(again)))
            for i, token in zip(refused, draw_tokens(part, again, self._weights), strict=True):
                tokens[i] = token

    def _rule_out(self, scores: Any, rows: Sequence[Progress], bound: Sequence[int]) -> None:
        """Leave the bound rows what their grammars allow, in place."""
        if bound and self._binding is not None:
            part = scores if len(bound) == len(rows) else scores[list(bound)]
            self._binding.masks.rule_out(part, [rows[i].matcher for i in bound])
            if part is not scores:
                scores[list(bound)] = part

    def _consume(self, rows: Sequence[Progress], tokens: Sequence[int]) -> None:
        if rows and self._binding is not None:
            self._binding.masks.consume([row.matcher for row in rows], tokens)
        for row in rows:
            if row.matcher.is_error():
                row.fail(ModelFailed(f"the grammar could not be followed: {message(row.matcher)}"))

    def _take(self, row: Progress, token: int) -> None:
        row.tokens.append(token)
        if row.finish:
            return
        complete = row.matcher is not None and row.matcher.is_stopped()
        if complete or token in self._weights.eos or ends_with_stop(row, self._weights, self._binding):
            row.finish = "stop"
        elif len(row.tokens) >= row.limit:
            row.finish = "length"


def _logprobs(scores: Any, tokens: Sequence[int]) -> list[float]:
    """The log-probability of each row's token."""
    import torch

    chosen = scores[torch.arange(len(tokens)), torch.tensor(tokens)]
    return list((chosen - scores.logsumexp(-1)).tolist())
