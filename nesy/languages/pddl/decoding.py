"""The grammars that bind a model which writes goals, problems and plans.

The general ones are the files in ``grammars/``. :func:`goal_grammar` with a task admits that task's predicates,
functions and objects only, each where its type fits, in the spelling of the printer.
"""

from __future__ import annotations

import re

from nesy.languages.decoding import Grammar
from nesy.languages.pddl.goal_rules import goal_rules
from nesy.languages.pddl.task import Task
from nesy.resources import content_text

_START = re.compile(r"^start:.*\n", re.M)


def goal_grammar(task: Task | None = None) -> Grammar:
    """The grammar of one goal.

    Args:
        task: the only names that may be used, and their types; any if None. Its own goal plays no part.

    >>> goal_grammar().lark.count("start: formula")
    1
    """
    if task is None:
        return Grammar("pddl", _START.sub("start: formula\n", content_text("grammars", "pddl_problem.lark")))
    return Grammar("pddl", goal_rules(task), specialised=True)


def problem_grammar() -> Grammar:
    """The grammar of a problem in the order and spelling of the printer, over any names.

    A text that is cut off before the name in ``(:domain ...)`` may find no end within the bounds of
    :func:`nesy.models.constrained.closer.close`; behind it, ends are short.
    """
    return Grammar("pddl", content_text("grammars", "pddl_problem.lark"))


def domain_grammar() -> Grammar:
    """The grammar of a domain in the order and spelling of the printer, over any names."""
    return Grammar("pddl", content_text("grammars", "pddl_domain.lark"))


def plan_grammar() -> Grammar:
    """The grammar of a plan over any names."""
    return Grammar("pddl", content_text("grammars", "plan.lark"))
