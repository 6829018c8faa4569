"""A tiny randomly initialised transformers model, with a byte-level BPE tokenizer trained on the spot."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "<|user|>", "<|assistant|>", "<|system|>")
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
NAMES = ("Man", "Mortal", "Kind", "Rompus", "Likes", "Knows", "Student", "Teaches", "Red", "Loud")
THINGS = ("socrates", "fae", "rex", "alice", "bob", "carol", "stella", "max")
UNICODE = ("∀x ({0}(x) → {1}(x))", "∃x ({0}(x) ∧ ¬{1}(x))", "{0}({2}) ∨ {1}({3})", "{0}({2}) ⊕ {1}({2})")
ASCII = ("forall x. ({0}(x) -> {1}(x))", "exists x. ({0}(x) & ~{1}(x))", "{0}({2}) | {1}({3})", "{0}({2}, {3})")
ENGLISH = (
    "All {0}s are {1}s.",
    "Every {0} is a {1}, and no {1} is a {0}.",
    "{2} is a {0} or {3} is not a {1}.",
    "Is it true, false or uncertain that {2} is a {1}?",
    "If someone is a {0} then they are a {1}.",
)


SYLLABLES = ("zum", "rom", "pus", "tor", "bil", "ka", "lo", "wen", "dra", "shi", "mel", "quo", "fen", "gar", "oss")


def sentences(seed: int, number: int) -> list[str]:
    """Formulas in both dialects and English sentences at random, with names known and made up."""
    draw = random.Random(seed)
    made = ["".join(draw.sample(SYLLABLES, draw.randint(2, 4))) for _ in range(number // 8)]
    kinds, things = (*NAMES, *(m.title() for m in made)), (*THINGS, *made)
    forms = (*UNICODE, *ASCII, *ENGLISH)
    return [draw.choice(forms).format(*draw.sample(kinds, 2), *draw.sample(things, 2)) for _ in range(number)]


@lru_cache(maxsize=8)
def tokenizer_json(vocabulary: int, texts: int, seed: int) -> str:
    """A byte-level BPE tokenizer in the format of ``tokenizers``."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(sentences(seed, texts), trainer)
    return tokenizer.to_str()


def tokenizer(*, chat: bool = False, vocabulary: int = 700, texts: int = 1500, seed: int = 0, eos_after: bool = False):
    """The tokenizer as transformers wraps it; with ``eos_after`` it ends each text with ``</s>``, as T5's does."""
    from tokenizers import Tokenizer, processors
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer.from_str(tokenizer_json(vocabulary, texts, seed))
    if eos_after:
        eos = backend.token_to_id("</s>")
        backend.post_processor = processors.TemplateProcessing(
            single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", eos)]
        )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        additional_special_tokens=list(SPECIAL[4:]),
        model_max_length=2048,
        clean_up_tokenization_spaces=False,
    )
    if chat:
        wrapped.chat_template = CHAT_TEMPLATE
    return wrapped


def build(
    folder: str | Path,
    *,
    seq2seq: bool = False,
    chat: bool = False,
    hidden: int = 32,
    layers: int = 2,
    vocabulary: int = 700,
    texts: int = 1500,
    length: int = 2048,
    seed: int = 0,
) -> Path:
    """Save a random model with its tokenizer; the same arguments give the same files.

    Args:
        folder: where it goes; it is made if it is missing.
        seq2seq: T5-like, else Llama-like.
        chat: give the tokenizer a chat template.
        hidden: the width of a layer; a multiple of 4.
        layers: how many there are.
        vocabulary: how many tokens the tokenizer has at most.
        texts: how many sentences it is trained on.
        length: the longest context in tokens.
        seed: what the weights and the tokenizer's texts are drawn from.
    """
    import torch

    folder = Path(folder)
    words = tokenizer(chat=chat, vocabulary=vocabulary, texts=texts, seed=seed, eos_after=seq2seq)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = (_t5 if seq2seq else _llama)(words, hidden, layers, length)
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


def _llama(words, hidden, layers, length):
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=length,
        tie_word_embeddings=False,
        initializer_range=0.2,
        pad_token_id=words.pad_token_id,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
    )
    return LlamaForCausalLM(config)


def _t5(words, hidden, layers, length):
    from transformers import T5Config, T5ForConditionalGeneration

    config = T5Config(
        vocab_size=len(words),
        d_model=hidden,
        d_kv=hidden // 4,
        d_ff=2 * hidden,
        num_layers=layers,
        num_heads=4,
        n_positions=length,
        dropout_rate=0.0,
        pad_token_id=words.pad_token_id,
        eos_token_id=words.eos_token_id,
        decoder_start_token_id=words.pad_token_id,
    )
    return T5ForConditionalGeneration(config)
