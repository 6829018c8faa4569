"""``read``: prompts as a model's inputs; what several samples share is read once."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from nesy.models.local.weights import Weights


def read(prompts: Sequence[Sequence[int]], weights: Weights) -> dict[str, Any]:
    """The inputs of ``generate`` for one row a prompt.

    Rows of the same prompt share one pass over it: of the encoder, or of a causal model up to the prompt's last
    token, as far as its attention keeps all of the prompt.
    """
    import torch

    unique = list(dict.fromkeys(map(tuple, prompts)))
    places = {prompt: i for i, prompt in enumerate(unique)}
    rows = torch.tensor([places[tuple(prompt)] for prompt in prompts], device=weights.device)
    ids, attended = _padded(unique, weights)
    inputs = {"input_ids": ids[rows], "attention_mask": attended[rows]}
    if len(unique) == len(prompts):
        return inputs
    if not weights.seq2seq:
        return {**inputs, **_shared_cache(weights, ids, attended, rows)}
    encoded = weights.model.get_encoder()(input_ids=ids, attention_mask=attended, return_dict=True)
    encoded.last_hidden_state = encoded.last_hidden_state[rows]
    return {"encoder_outputs": encoded, "attention_mask": inputs["attention_mask"]}


def _padded(prompts: Sequence[Sequence[int]], weights: Weights) -> tuple[Any, Any]:
    """Token ids and what of them to attend to, prompts x the longest; padded on the side where the model takes it."""
    import torch

    width = max(map(len, prompts))
    ids, attended = [], []
    for prompt in prompts:
        pads, gap, seen = [weights.pad] * (width - len(prompt)), [0] * (width - len(prompt)), [1] * len(prompt)
        ids.append([*prompt, *pads] if weights.seq2seq else [*pads, *prompt])
        attended.append([*seen, *gap] if weights.seq2seq else [*gap, *seen])
    return torch.tensor(ids, device=weights.device), torch.tensor(attended, device=weights.device)


def _shared_cache(weights: Weights, ids: Any, attended: Any, rows: Any) -> dict[str, Any]:
    """Keys and values of all but the last token, for each row; nothing if the model does not keep them as such."""
    from transformers import DynamicCache
    from transformers.cache_utils import DynamicLayer

    body, config = weights.model.base_model, weights.model.config
    accepted = inspect.signature(body.forward).parameters
    name = "cache" if "cache" in accepted else "past_key_values"  # the name before transformers 5.24
    cache = DynamicCache(config=config)
    plain = bool(cache.layers) and all(type(layer) is DynamicLayer for layer in cache.layers)
    if not plain or "position_ids" not in accepted or weights.adapted or ids.shape[1] < 2:
        return {}
    before, seen = ids[:, :-1], attended[:, :-1]
    positions = (seen.cumsum(-1) - 1).clamp(min=0)
    body(input_ids=before, attention_mask=seen, position_ids=positions, use_cache=True, **{name: cache})
    cache.batch_select_indices(rows)
    return {name: cache}
