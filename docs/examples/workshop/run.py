"""A task that crosses a database, rules, English, a planner and modules: ``python docs/examples/workshop/run.py``.

The texts that a language model would write, three modules and one program, are recorded here, so that the example runs
without one; everything else happens as it would with one: the modules are verified before they are admitted, the
program is checked, and its calls are executed as a graph.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

import nesy
from nesy.modules.solve.page import to_page
from nesy.modules.solve.text import solved_text
from nesy.modules.solve.trace import Solved

HERE = Path(__file__).parent
TASK = "Which steps lock away every electric tool that failed its inspection? Must the hammer go? Has Ann the key?"
RULES = ["∀x ((Electric(x) ∧ Failed(x)) → Locked(x))", "∀x (Locked(x) → Electric(x))", "¬Electric(hammer)"]
NOTES = ["Everyone who runs the workshop has the key.", "Ann runs the workshop."]
ROWS = [{"name": "saw", "place": "bench"}]


def grow_modules(library: nesy.Library, model: nesy.LanguageModel) -> None:
    """Have the three modules of the program written, verified and admitted."""
    grown = [
        library.grow(
            "facts(predicates: list[str], tables: list[list[dict[str, any]]]) -> list[str]",
            doc="A fact for each row of each table, such as Failed(saw): the table's predicate and the row's name.",
            cases=[
                ((["P"], [[{"name": "a"}]]), ["P(a)"]),
                ((["P"], [[{"name": "a"}, {"name": "b"}]]), ["P(a)", "P(b)"]),
                ((["P", "Q"], [[{"name": "a"}], [{"name": "b"}]]), ["P(a)", "Q(b)"]),
                (([], []), []),
                ((["P"], [[]]), []),
            ],
            model=model,
        ),
        library.grow(
            "joined(left: list[str], right: list[str]) -> list[str]",
            doc="The items of one list and then those of another.",
            cases=[
                ((["a"], ["b"]), ["a", "b"]),
                (([], ["b", "c"]), ["b", "c"]),
                ((["a"], []), ["a"]),
                (([], []), []),
                ((["b", "a"], ["a"]), ["b", "a", "a"]),
            ],
            properties=["len(result) == len(left) + len(right)"],
            model=model,
        ),
        library.grow(
            "tidy_problem(places: list[dict[str, str]], goals: list[str]) -> str",
            doc="The planning problem of the domain workshop in which the tools of facts such as Locked(saw) must lie "
            "in the locker, from rows that say where each tool lies.",
            cases=[((_rows(*names), [f"Locked({names[0]})"]), _problem(*names)) for names in _NAMES],
            model=model,
        ),
    ]
    for made in grown:
        if made.module is None:
            raise SystemExit(made.reason)


_NAMES = [("saw",), ("drill",), ("saw", "drill"), ("axe", "file"), ("a", "b", "c")]


def _rows(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "place": "rack"} for name in names]


def _problem(*names: str) -> str:
    lies = " ".join(f"(lies {name} rack)" for name in names)
    return (
        f"(define (problem tidy) (:domain workshop) (:objects {' '.join(names)} - tool rack locker - place) "
        f"(:init (at locker) (empty-handed) {lies}) (:goal (and (lies {names[0]} locker))))"
    )


def solve(folder: Path) -> Solved:
    """The solved task, with a library and a database in a folder."""
    database = sqlite3.connect(folder / "workshop.db")
    database.executescript((HERE / "workshop.sql").read_text(encoding="utf-8"))
    database.close()
    written = {p.stem: (p.read_text(encoding="utf-8"),) for p in (HERE / "modules").glob("*.py")}
    written[TASK] = ((HERE / "program.txt").read_text(encoding="utf-8"),)
    model = nesy.Recorded("written", written)
    domain = (HERE / "domain.pddl").read_text(encoding="utf-8")
    with nesy.Library(folder / "library", below=()) as library:
        grow_modules(library, model)
        return library.solve(
            TASK,
            model=model,
            inputs={"rules": RULES, "notes": NOTES, "domain": domain},
            databases={"workshop": folder / "workshop.db"},
        )


def main() -> None:
    """Print the joined trace, and write it as a page to the file that the command line names."""
    with tempfile.TemporaryDirectory() as folder:
        solved = solve(Path(folder))
    print(solved_text(solved, evidence=True))
    for place in sys.argv[1:2]:
        Path(place).write_text(to_page(solved), encoding="utf-8")


if __name__ == "__main__":
    main()
