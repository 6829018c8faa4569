"""What it costs to bind a model to the grammar of each language: tokens a second with it and without.

The models are drawn at random, which is the worst case: almost every token that they prefer has to be refused. Both
sides draw the same number of tokens in the same batches, in turn, within one run.

    python benchmarks/decoding_speed.py [--languages fol qpl] [--rounds 5]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from constrained_decoding import loaded, size, speed, tiny_model

from nesy.languages.fol import decoding as fol
from nesy.languages.pddl import decoding as pddl
from nesy.languages.qpl import decoding as qpl

GRAMMARS = {
    "fol": fol.program_grammar,
    "pddl-goal": pddl.goal_grammar,
    "pddl-problem": pddl.problem_grammar,
    "qpl": qpl.program_grammar,
}


def device() -> str:
    if torch.cuda.is_available():
        return torch.cuda.get_device_name(0)
    return f"{torch.get_num_threads()} threads"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--languages", nargs="+", choices=sorted(GRAMMARS), default=sorted(GRAMMARS))
    parser.add_argument("--tokens", type=int, default=80, help="tokens a sample")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--vocabulary", type=int, default=32_000, help="tokens of the model")
    parser.add_argument("--hidden", type=int, default=512, help="width of the model")
    parser.add_argument("--layers", type=int, default=8, help="depth of the model")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    with tempfile.TemporaryDirectory() as scratch:
        folder = tiny_model.build(
            Path(scratch) / "model",
            hidden=args.hidden,
            layers=args.layers,
            vocabulary=args.vocabulary,
            texts=args.vocabulary * 4,
        )
        print(f"{size(folder)}, {args.vocabulary} tokens, batches of {args.batch}, {device()}")
        with loaded(folder, args.batch) as model:
            for language in args.languages:
                print(f"{language}:", end="")
                speed(model, GRAMMARS[language](), args.batch, args.tokens, args.rounds)


if __name__ == "__main__":
    main()
