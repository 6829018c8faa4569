"""How many modules a second are verified: ``python benchmarks/module_verification.py [--modules N]``.

Each has five cases. The first figure is what every module has to stand: its cases twice, the second time shuffled, the
results judged and the Wilson bound taken. The second adds the mutants of its source, the third 50 generated inputs of a
property as well, and the fourth is the first in the full tier. The modules are those of ``module_search.py``, made by
people of phrases and code, with cases that were computed outside the sandbox.
"""

import argparse
import random
import time
from dataclasses import replace

from module_search import examples, generate

from nesy.modules.sandbox import NoSafeSandbox, Sandbox, open_sandbox
from nesy.modules.verify.check import Contract, Demands, verify_all

CASES = 5


def subjects(number: int) -> list[tuple[str, Contract]]:
    """Modules with five cases each."""
    chance, found = random.Random(2), []
    for item in generate(2 * number):
        cases = examples(item.module, chance)[:CASES]
        if len(cases) == CASES:
            found.append((item.module.source, Contract(item.module.signature, tuple(cases))))
    return found[:number]


def report(name: str, sandbox: Sandbox, known: list[tuple[str, Contract]], demands: Demands) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    admitted = sum(found.admitted for found in verify_all(known, sandbox, demands))
    took, worked = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"{name}: {len(known) / took:,.0f} modules a second, {1000 * worked / len(known):.2f} ms of CPU each;",
        end=" ",
    )
    print(f"{admitted} of {len(known)} admitted")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=4000)
    known = subjects(parser.parse_args().modules)
    with_property = [(source, replace(contract, properties=("result == result",))) for source, contract in known]
    with open_sandbox("fast") as fast:
        verify_all(known[:50], fast)
        report("fast tier, cases", fast, known, Demands(mutants=0))
        report("fast tier, cases and mutants", fast, known[: len(known) // 10], Demands())
        report("fast tier, cases, mutants and a property", fast, with_property[: len(known) // 10], Demands())
    try:
        with open_sandbox("full") as full:
            report("full tier, cases", full, known[:20], Demands(mutants=0))
    except NoSafeSandbox as err:
        print(f"full tier: refused: {err}")


if __name__ == "__main__":
    main()
