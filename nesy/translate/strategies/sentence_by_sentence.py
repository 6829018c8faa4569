"""``sentence-by-sentence``: one formula a call, with the names and formulas so far in the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nesy.languages.fol.decoding import formula_grammar, pairs_grammar
from nesy.problem import Problem
from nesy.translate.prompt_files import PromptFile, load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.quoting import one_line
from nesy.translate.replies import read_formula_line
from nesy.translate.strategies.base import Draft, Drafting
from nesy.translate.strategies.chain import Chain, finish, start
from nesy.translate.strategies.names_so_far import names_so_far
from nesy.translate.strategies.sentences import pairs_text, sentences_of


@dataclass(frozen=True, slots=True)
class SentenceBySentence:
    """One call for all drafts' first formulas, then a call a sentence and draft; the formulas make up a program."""

    name: str = "sentence-by-sentence"

    @property
    def prompts(self) -> str:
        """The prompt file with the hash of its contents."""
        return load_prompts("fol/sentence-by-sentence").version

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts; one with a reply that is not one formula says which.

        Raises:
            ModelFailed: if the model gives no samples.
        """
        prompts = load_prompts("fol/sentence-by-sentence")
        sentences = sentences_of(problem)
        examples = [turn for example in prompts.examples for turn in _turns_of(example)]
        first = prompts.messages("formula", _turn(sentences, ()), examples)
        grammar = formula_grammar() if drafting.constrain else None
        chains = await start(problem, drafting, first, "formula", grammar)
        return await finish(chains, lambda chain: _rest(chain, prompts, sentences, examples))


async def _rest(chain: Chain, prompts: PromptFile, sentences: Sequence[str], examples: Sequence[Values]) -> Draft:
    """The draft of a chain whose first formula is there."""
    constrain = chain.drafting.constrain
    formulas: list[str] = []
    for number in range(1, len(sentences) + 1):
        if number > 1:
            messages = prompts.messages("formula", _turn(sentences, formulas), examples)
            await chain.ask(messages, "formula", formula_grammar() if constrain else None)
        formula = read_formula_line(chain.last)
        if formula is None:
            return chain.broken(f"the reply for sentence {number} is not one formula")
        formulas.append(formula)
    return chain.draft(pairs_text(sentences, formulas), pairs_grammar(sentences) if constrain else None)


def _turn(sentences: Sequence[str], formulas: Sequence[str]) -> dict[str, str | Sequence[dict[str, str]]]:
    """What is shown when the formulas of the first sentences are there; the last sentence is the question."""
    number = len(formulas)
    return {
        "sentences": [{"text": s} for s in sentences],
        "declared": [{"declaration": name} for name in names_so_far(formulas)],
        "earlier": [{"text": s, "formula": one_line(f)} for s, f in zip(sentences, formulas, strict=False)],
        "kind": "question" if number == len(sentences) - 1 else "sentence",
        "sentence": sentences[number],
    }


def _turns_of(example: Values) -> list[Values]:
    """An example as the calls that its sentences would be."""
    premises = [p for p in example["premises"] if not isinstance(p, str)]
    sentences = [*(p["text"] for p in premises), str(example["question"])]
    formulas = [*(p["formula"] for p in premises), str(example["conclusion"])]
    return [{**_turn(sentences, formulas[:n]), "formula": formula} for n, formula in enumerate(formulas)]
