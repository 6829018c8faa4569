"""``nesy validate``: says whether a plan is valid, or which step fails and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from nesy.engine.planning import pddl
from nesy.engine.planning import validate as validate_plan
from nesy.proofs.planning.validate import PlanStatus
from nesy.proofs.render.words import clean

INVALID = 1
UNKNOWN = 3
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("domain", type=_FILE)
@click.argument("problem", type=_FILE)
@click.argument("plan", type=_FILE)
@click.option("--trace", is_flag=True, help="Show what supports and changes each step.")
@click.option("--json", "as_json", is_flag=True, help="Print the validation as JSON.")
def validate(domain: Path, problem: Path, plan: Path, trace: bool, as_json: bool) -> None:
    """Carry PLAN out in the task of DOMAIN and PROBLEM."""
    found = validate_plan(pddl(domain=domain, problem=problem), plan)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        click.echo(clean(str(found)))
        for step in found.trace if trace else ():
            click.echo(f"{step.number:>3}. {step.step}")
            for support in step.supports:
                click.echo(f"       needs {support}")
    if found.status is not PlanStatus.VALID:
        sys.exit(INVALID if found.status is PlanStatus.INVALID else UNKNOWN)
