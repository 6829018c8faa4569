"""Random models bound to grammars: do their programs parse, and what does the binding cost?

The models are drawn at random, so that nothing but the grammar shapes what they write.

1. Samples of a tiny model under the grammar of whole first-order programs. What was cut off is closed. Every
   text is then parsed by lark with the same grammar file.
2. The same under grammars made for single problems, each with names of its own. Every program is also checked
   against those names.
3. Tokens a second with a grammar and without, for models of two sizes. Both sides draw the same number of tokens
   in the same batches, in turn, within one run.

    python benchmarks/constrained_decoding.py
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from lark import Lark
from lark.exceptions import LarkError

from nesy.errors import NesyError
from nesy.languages.decoding import Grammar
from nesy.languages.fol.decoding import program_grammar
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.vocabulary import Vocabulary, read_vocabulary
from nesy.models import loop
from nesy.models.base import Call, Decoding, LanguageModel, Prompt, Sample
from nesy.models.local.model import LocalModel
from nesy.models.wrappers.closing import Closing
from nesy.resources import content_text

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import tiny_model

PROMPT = Prompt.of("All rompuses are kind. Fae is a rompus. Is Fae kind?")


def one_vocabulary(draw: random.Random) -> Vocabulary:
    """Some predicates, functions and constants with names of their own."""
    kinds = ["".join(draw.sample(tiny_model.SYLLABLES, 2)).title() for _ in range(draw.randint(2, 8))]
    things = ["".join(draw.sample(tiny_model.SYLLABLES, 2)) for _ in range(draw.randint(1, 8))]
    lines = [f"{k}({', '.join('xyz'[: draw.randint(1, 3)])}): a kind" for k in sorted(set(kinds))]
    lines += [f"{t}: a thing" for t in sorted(set(things) - set(kinds))]
    return read_vocabulary("\n".join(lines))


def parses(parser: Lark, text: str) -> bool:
    try:
        parser.parse(text)
    except LarkError:
        return False
    return True


def report(title: str, samples: Sequence[Sample], checks: dict[str, Callable[[int], bool]], seconds: float) -> None:
    """Print how many samples were cut off, were closed, and hold."""
    total = len(samples)
    cut = sum(bool(s.closed) or s.finish_reason == "length" for s in samples)
    left = sum(s.finish_reason == "length" and not s.closed for s in samples)
    print(f"{title}: {total} samples, {seconds:.0f} s")
    print(f"  cut off {cut} ({cut / total:.1%}), of these closed {cut - left}, not closed {left}")
    for name, check in checks.items():
        print(f"  {name} {sum(map(check, range(total)))} of {total}")


def generic(model: LanguageModel, parser: Lark, number: int, tokens: int) -> None:
    start = time.perf_counter()
    grammar = program_grammar()
    samples = model.generate([PROMPT], n=number, max_tokens=tokens, seed=0, grammar=grammar)[0]
    seconds = time.perf_counter() - start
    report("generic grammar", samples, {"parsed by lark": lambda i: parses(parser, samples[i].text)}, seconds)


def specialised(model: LanguageModel, parser: Lark, number: int, tokens: int, each: int = 20) -> None:
    start, draw = time.perf_counter(), random.Random(0)
    vocabularies = [one_vocabulary(draw) for _ in range(number // each)]
    grammars = [program_grammar(v) for v in vocabularies]
    calls = [Decoding(max_tokens=tokens, seed=each * i, grammar=g) for i, g in enumerate(grammars)]
    samples = [s for drawn in together(model, calls, each) for s in drawn]
    seconds = time.perf_counter() - start

    def declared(i: int) -> bool:
        try:
            return not vocabularies[i // each].check(read_theory(samples[i].text))
        except NesyError:
            return False

    checks = {"parsed by lark": lambda i: parses(parser, samples[i].text), "use declared names only": declared}
    report(f"{len(grammars)} grammars of single problems", samples, checks, seconds)


def together(model: LanguageModel, decodings: Sequence[Decoding], n: int) -> list[list[Sample]]:
    """Samples of calls that wait at the same time."""
    import asyncio

    async def ask() -> list[list[Sample]]:
        return await asyncio.gather(*(model.complete(Call(PROMPT, d, n)) for d in decodings))

    return loop.run(ask())


def timed(model: LanguageModel, limits: Sequence[int], grammar: Grammar | None, seed: int) -> tuple[float, list[int]]:
    """Seconds, and the number of tokens of each row."""
    decodings = [Decoding(max_tokens=limit, seed=seed + i, grammar=grammar) for i, limit in enumerate(limits)]
    start = time.perf_counter()
    samples = [drawn[0] for drawn in together(model, decodings, 1)]
    return time.perf_counter() - start, [s.usage.completion_tokens for s in samples]


def speed(model: LanguageModel, grammar: Grammar, batch: int, tokens: int, rounds: int) -> None:
    """Time both sides in turn. Each row is held to what it writes both bound and free, so that counts are equal."""
    bound, free, written = [], [], 0
    for i in range(rounds):
        seed = batch * i
        counts = timed(model, timed(model, [tokens] * batch, grammar, seed)[1], None, seed)[1]
        (slow, one), (fast, other) = timed(model, counts, grammar, seed), timed(model, counts, None, seed)
        if not one == other == counts:
            raise RuntimeError(f"the sides wrote different numbers of tokens: {one}, {other}, {counts}")
        bound.append(sum(counts) / slow)
        free.append(sum(counts) / fast)
        written += sum(counts)
    ratios = [b / f for b, f in zip(bound, free, strict=True)]
    middle = statistics.median
    print(
        f"  {written} tokens in {rounds} rounds: bound {middle(bound):.0f} tokens/s, free {middle(free):.0f} "
        f"tokens/s, ratio {middle(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
    )


@contextmanager
def loaded(folder: Path, batch: int) -> Iterator[LocalModel]:
    model = LocalModel(folder, batch=batch)
    try:
        yield model
    finally:
        model.close()


def size(folder: Path) -> str:
    return f"{sum(f.stat().st_size for f in folder.glob('*.safetensors')) / 4e6:.1f} M parameters"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--tokens", type=int, default=80, help="tokens a sample")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--vocabulary", type=int, default=32_000, help="tokens of the larger model")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    lark = Lark(content_text("grammars", "fol.lark"), parser="lalr", start="program")
    with tempfile.TemporaryDirectory() as scratch:
        tiny = tiny_model.build(Path(scratch) / "tiny")
        with loaded(tiny, args.batch) as model:
            generic(Closing(model), lark, args.samples, args.tokens)
            specialised(Closing(model), lark, args.samples, args.tokens)
        large = tiny_model.build(
            Path(scratch) / "large", hidden=512, layers=8, vocabulary=args.vocabulary, texts=args.vocabulary * 4
        )
        for folder, kind in ((tiny, 700), (large, args.vocabulary)):
            print(f"speed, {size(folder)}, {kind} tokens, batches of {args.batch}, {args.threads} threads of torch")
            with loaded(folder, args.batch) as model:
                speed(model, program_grammar(), args.batch, args.tokens, args.rounds)


if __name__ == "__main__":
    main()
