"""Tokenizers as llguidance takes them: :func:`byte_tokenizer` for plain bytes, :func:`model_tokenizer` for a model's.

With the byte tokenizer a token is a byte: text becomes ``list(text.encode())``, and ``EOS`` is 256.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from nesy.errors import MissingDependency, Unsupported

EOS = 256
"""The token of :func:`byte_tokenizer` that ends a text; the others are the bytes 0 to 255."""

_SLICES = [r"[A-Za-z0-9_]{1,24}"]
"""Tokens that are allowed or not as one, where a name may go on; this halves the time of a mask."""


def llguidance() -> Any:
    """The package ``llguidance``.

    Raises:
        MissingDependency: if it is not installed.
    """
    try:
        import llguidance
    except ImportError as err:
        raise MissingDependency(
            f"llguidance, which binds a model to a grammar, cannot be loaded: {err}", hint="pip install 'nesy[llm]'"
        ) from err
    return llguidance


class _Bytes:
    """The vocabulary of single bytes, with the attributes that llguidance reads."""

    eos_token_id = EOS
    bos_token_id = None
    tokens = (*(bytes([b]) for b in range(EOS)), b"<eos>")
    special_token_ids = (EOS,)

    def __call__(self, text: bytes | str) -> list[int]:
        return list(text if isinstance(text, bytes) else text.encode())


@lru_cache(maxsize=1)
def byte_tokenizer() -> Any:
    """The ``LLTokenizer`` whose tokens are single bytes, for grammars without a model.

    >>> byte_tokenizer().vocab_size
    257
    """
    ll = llguidance()
    return ll.LLTokenizer(ll.TokenizerWrapper(_Bytes()))


def model_tokenizer(tokenizer: Any, vocabulary: int, eos: Sequence[int]) -> Any:
    """The ``LLTokenizer`` of a model's tokenizer. It takes up to a second for a large vocabulary.

    Args:
        tokenizer: a tokenizer of ``transformers``.
        vocabulary: how many tokens the model scores, which may be more than the tokenizer has.
        eos: the tokens that end a text.

    Raises:
        Unsupported: if llguidance cannot read the tokenizer, or no token ends a text.
        MissingDependency: if llguidance is not installed.
    """
    ll = llguidance()
    if not eos:
        raise _unreadable("no token ends a text")
    backend = getattr(tokenizer, "_tokenizer", None)
    if not getattr(tokenizer, "is_fast", False) or backend is None:
        raise _unreadable("it is not a fast tokenizer (one with a tokenizer.json)")
    try:
        size = max(vocabulary, len(tokenizer))
        return ll.LLTokenizer(_plain(backend), n_vocab=size, eos_token=list(eos), slices=_SLICES)
    except (ValueError, RuntimeError) as err:
        raise _unreadable(str(err)) from err


def _plain(backend: Any) -> str:
    """The tokenizer's JSON without padding and truncation; the tokenizer in use stays as it is."""
    from tokenizers import Tokenizer

    copy = Tokenizer.from_str(backend.to_str())
    copy.no_padding()
    copy.no_truncation()
    return str(copy.to_str())


def _unreadable(why: str) -> Unsupported:
    return Unsupported(
        f"llguidance cannot bind a model with this tokenizer: {why}", hint="ask without a grammar (constrain=False)"
    )
