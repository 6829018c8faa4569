"""Initialising: a model turns a task in words into a head, a purpose, cases and properties."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nesy.errors import NesyError, NotAProblem, ParseError
from nesy.exchange import Message
from nesy.models.base import LanguageModel, Prompt
from nesy.modules.record import Case
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, check_contract
from nesy.translate.prompt_files import load_prompts
from nesy.translate.quoting import one_line, without_control
from nesy.translate.replies import reply_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What a function is to do, as a model understood a task; nobody has checked that its cases are right."""

    contract: Contract
    doc: str
    calls: int
    """How many times the model was called."""


def initialise(task: str, model: LanguageModel, rounds: int = 3) -> Draft:
    """The contract of a function that solves tasks of a kind.

    Args:
        task: the task in words.
        model: who writes head, cases and properties.
        rounds: rounds of repair after the first attempt.

    Raises:
        ModelFailed: if the model gives no sample.
        NotAProblem: if the task is empty, or no reply was a contract; the message tells the last fault.
    """
    if not task.strip():
        raise NotAProblem("the task is empty", hint="say what the function should do")
    messages = load_prompts("module/head").messages("head", {"task": one_line(task)})
    fault: NesyError | None = None
    for number in range(rounds + 1):
        reply = model.generate([Prompt(messages, "head")], n=1)[0][0].text
        try:
            contract, doc = read_draft(reply_of(reply))
        except NesyError as err:
            fault = err
            asked = load_prompts("module/repair").messages("head", {"fault": without_control(str(err))})
            messages = (*messages, Message("assistant", without_control(reply).strip() or "(nothing)"), *asked)
            continue
        return Draft(contract, doc, number + 1)
    raise NotAProblem(f"the model specified no function in {rounds + 1} attempts: {fault}") from fault


def read_draft(text: str) -> tuple[Contract, str]:
    """The contract and the purpose that a reply states.

    Raises:
        ParseError: if it is not such an object.
        SignatureError, NotAProblem: if the head or a case is not well formed.
    """
    try:
        data: Any = json.loads(text)
        cases = tuple(Case(tuple(c["inputs"]), c.get("expected"), c.get("negative") is True) for c in data["cases"])
        head, doc, properties = data["head"], data["doc"], tuple(data.get("properties", ()))
        if not all(isinstance(said, str) for said in (head, doc, *properties)):
            raise TypeError("head, doc and properties are texts")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        raise ParseError(f"this is not the description of a function: {err}", hint="reply with the JSON alone") from err
    contract = Contract(parse_signature(head), cases, properties=properties)
    check_contract(contract)
    return contract, one_line(doc)
