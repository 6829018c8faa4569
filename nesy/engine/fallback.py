"""The fallback that has to be asked for: what a model says by plain reasoning, labelled unproved."""

from __future__ import annotations

from nesy.answer import Unproved
from nesy.models import loop
from nesy.models.base import Call, Decoding, LanguageModel, Prompt
from nesy.problem import Problem
from nesy.translate.prompt_files import plain_messages
from nesy.translate.replies import read_plain_answer


def reason_plainly(problem: Problem, model: LanguageModel, decoding: Decoding) -> Unproved:
    """What the model says of the question without any program. It has no evidence.

    Raises:
        ModelFailed: if the model gives no sample.
    """
    prompt = Prompt(plain_messages(problem), problem.id)
    (sample,) = loop.run(model.complete(Call(prompt, decoding)))
    return Unproved(read_plain_answer(sample.text), sample.text, model.name)
