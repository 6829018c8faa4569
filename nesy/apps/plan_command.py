"""``nesy plan``: finds a plan for a task in PDDL, or for an instruction over a scene."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from nesy.apps.files import read_text
from nesy.apps.model_options import ModelOptions, model_options, read_options
from nesy.bench.model_choice import ModelChoice
from nesy.engine.plan_page import plan_mermaid, to_page
from nesy.engine.plan_result import PlanResult
from nesy.engine.planning import pddl
from nesy.engine.planning import plan as find_plan
from nesy.proofs.render.words import clean
from nesy.translate.planning.writer import USUAL, Sampling

NO_PLAN = 3
"""Exit status where no plan was found."""
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("domain", type=_FILE)
@click.argument("problem", type=_FILE, required=False)
@click.option("--instruction", help="Plain words in place of a problem; needs --scene or --model.")
@click.option("--scene", type=_FILE, help="The things that are there, as YAML or JSON.")
@click.option("--seconds", default=10.0, show_default=True, help="Wall-clock limit.")
@click.option("--planner", default="auto", show_default=True, help="auto, nesy, fast-downward, or an engine.")
@click.option("--optimal", is_flag=True, help="Only a plan that is proved cheapest.")
@click.option("--anytime", is_flag=True, help="Look for cheaper plans until the limit.")
@click.option("--trace", is_flag=True, help="Show what supports and changes each step.")
@click.option("--html", type=_FILE, help="Write the plan as a page to this file.")
@click.option("--mermaid", is_flag=True, help="Print the causal links as a Mermaid flowchart.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@model_options
def plan(
    domain: Path,
    problem: Path | None,
    instruction: str | None,
    scene: Path | None,
    seconds: float,
    planner: str,
    optimal: bool,
    anytime: bool,
    trace: bool,
    html: Path | None,
    mermaid: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Plan the task of DOMAIN and PROBLEM, or an instruction over a scene; every plan is validated."""
    options = read_options(values)
    if (problem is None) == (instruction is None):
        raise click.UsageError("give a PROBLEM, or --instruction with --scene or --model")
    settings: dict[str, Any] = {"seconds": seconds, "planner": planner, "optimal": optimal, "anytime": anytime}
    if problem is not None:
        result = find_plan(pddl(domain=domain, problem=problem), **settings)
    else:
        settings |= _asked(options) if options else {}
        result = find_plan(read_text(instruction or ""), scene=scene, domain=domain, **settings)
    if html is not None:
        html.write_text(to_page(result), encoding="utf-8")
    _show(result, trace, mermaid, as_json)
    if result.plan is None:
        sys.exit(NO_PLAN)


def _asked(options: ModelOptions) -> dict[str, Any]:
    """The model and how it is asked.

    Raises:
        click.UsageError: for an option that planning has no use for.
    """
    choice, unused = options.choice, ("strategy", "arbitrate", "fallback")
    given = next((name for name in unused if getattr(choice, name) != getattr(ModelChoice(""), name)), None)
    if given is not None:
        raise click.UsageError(f"--{given} says nothing about planning")
    sampling = Sampling(
        attempts=1 + choice.refine if choice.refine else USUAL.attempts,
        temperature=choice.temperature,
        max_tokens=choice.max_tokens,
        seed=choice.seed,
        constrain=choice.constrain,
    )
    return {"model": options.open(), "samples": choice.samples, "sampling": sampling}


def _show(result: PlanResult, trace: bool, mermaid: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    elif mermaid and result.plan is not None:
        click.echo(plan_mermaid(result))
    elif trace or result.plan is None:
        click.echo("\n".join(map(clean, result.explain().split("\n"))))
    else:
        click.echo(str(result))
        for note in result.notes:
            click.echo(f"note: {clean(note)}", err=True)
