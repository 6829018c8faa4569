"""The grammars that bind a model which writes goals, problems and plans.

The general ones are the files in ``grammars/``. :func:`goal_grammar` with a task admits that task's predicates,
functions and objects only, each where its type fits, in the spelling of the printer. :func:`objects_grammar` and
:func:`facts_grammar` do so for the two halves of a problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nesy.languages.decoding import Grammar
from nesy.languages.pddl.goal_rules import goal_rules
from nesy.languages.pddl.problem_rules import facts_rules, objects_rules
from nesy.languages.pddl.syntax import Domain, Typed
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


def objects_grammar(domain: Domain, before: Sequence[Typed] = ()) -> Grammar:
    """The grammar of a problem's ``(:objects ...)`` over the types of a domain.

    Args:
        domain: the domain; its constants are not declared again.
        before: objects that are declared already, and not again.
    """
    return Grammar("pddl", objects_rules(domain, before), specialised=True)


def facts_grammar(task: Task) -> Grammar:
    """The grammar of a problem's initial state, goal and metric over a task's objects.

    Args:
        task: its own facts and goal play no part.

    Raises:
        NotAProblem: if no atom can be written.
    """
    return Grammar("pddl", facts_rules(task), specialised=True)


def domain_grammar() -> Grammar:
    """The grammar of a domain in the order and spelling of the printer, over any names."""
    return Grammar("pddl", content_text("grammars", "pddl_domain.lark"))


def plan_grammar() -> Grammar:
    """The grammar of a plan over any names."""
    return Grammar("pddl", content_text("grammars", "plan.lark"))
