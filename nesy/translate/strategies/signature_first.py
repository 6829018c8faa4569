"""``signature-first``: the vocabulary first, then formulas that use it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.errors import NesyError
from nesy.languages.fol.decoding import pairs_grammar, vocabulary_grammar
from nesy.languages.fol.vocabulary import read_vocabulary
from nesy.problem import Problem
from nesy.translate.prompt_files import PromptFile, load_prompts, problem_values
from nesy.translate.quoting import one_line
from nesy.translate.replies import reply_of
from nesy.translate.strategies.base import Draft, Drafting
from nesy.translate.strategies.chain import Chain, finish, start
from nesy.translate.strategies.sentences import sentences_of


@dataclass(frozen=True, slots=True)
class SignatureFirst:
    """One call for all drafts' vocabularies, then one call a draft for its formulas, bound to its vocabulary."""

    name: str = "signature-first"

    @property
    def prompts(self) -> str:
        """The prompt file with the hash of its contents."""
        return load_prompts("fol/signature-first").version

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts; one whose vocabulary cannot be read says so.

        Raises:
            ModelFailed: if the model gives no samples.
        """
        prompts = load_prompts("fol/signature-first")
        first = prompts.messages("vocabulary", problem_values(problem))
        grammar = vocabulary_grammar() if drafting.constrain else None
        chains = await start(problem, drafting, first, "vocabulary", grammar)
        return await finish(chains, lambda chain: _formulas(chain, prompts))


async def _formulas(chain: Chain, prompts: PromptFile) -> Draft:
    try:
        vocabulary = read_vocabulary(reply_of(chain.last))
    except NesyError as err:
        return chain.broken(f"the vocabulary cannot be read: {err}")
    declared = [{"declaration": one_line(str(d))} for d in vocabulary.declarations]
    grammar = pairs_grammar(sentences_of(chain.problem), vocabulary) if chain.drafting.constrain else None
    messages = prompts.messages("program", {**problem_values(chain.problem), "vocabulary": declared})
    return chain.draft(reply_of(await chain.ask(messages, "program", grammar)), grammar)
