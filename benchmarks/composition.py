"""Costs of composition: checking programs, grammars of a scope, calls of an execution, properties proved.

python benchmarks/composition.py
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable

import nesy
from nesy.languages.program.read import read_program
from nesy.models.constrained.matcher import accepts
from nesy.modules.sandbox import open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.solve.function import Result, handler
from nesy.modules.solve.grammar import line_grammar, scope_grammar
from nesy.modules.solve.typed import Scope, typed_program
from nesy.modules.types import Type
from nesy.modules.verify.proved import prove_properties

HEADS = [f"f{n}(a: int, b: list[str], c: dict[str, any]) -> int" for n in range(30)]
SCOPE = Scope({(head := parse_signature(text)).name: head for text in HEADS}, {"names": ["a"], "table": {"a": 1}})
LINES = "\n".join(f"x{n} = f{n}({f'x{n - 1}' if n else 1}, names, table)" for n in range(12))
PROGRAM = f"{LINES}\nreturn x11"
MODULES = {
    "n * n >= n": ("def f(n):\n    return n * n\n", "f(n: int) -> int", "result >= n"),
    "remainder": ("def f(a, b):\n    return a % b\n", "f(a: int, b: int) -> int", "b < 0 or 0 <= result < b"),
    "unrolled loop": (
        "def f(n):\n    s = 0\n    for i in range(30):\n        if i < n:\n            s += i\n    return s\n",
        "f(n: int) -> int",
        "0 <= result <= 435",
    ),
}


def median(work: Callable[[], object], times: int = 20) -> float:
    """The median of wall-clock milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


def main() -> None:
    """Print the figures."""
    print(
        f"a program of 12 calls, read and typed: {median(lambda: typed_program(read_program(PROGRAM), SCOPE)):.1f} ms"
    )
    written = PROGRAM.replace("x11", "x12")
    for n in range(11, -1, -1):
        written = written.replace(f"x{n} = ", f"x{n + 1} = ").replace(f"(x{n},", f"(x{n + 1},")
    whole, line = scope_grammar(SCOPE), line_grammar(SCOPE, [Type("int")] * 5)
    made = median(lambda: scope_grammar(SCOPE))
    print(f"grammar of 30 functions, whole program: {len(whole.lark)} bytes, made in {made:.1f} ms")
    print(f"  the program is accepted ({accepts(whole, written)}): {median(lambda: accepts(whole, written), 5):.0f} ms")
    taken = median(lambda: accepts(line, "return x1"), 10)
    print(f"grammar of a line: {len(line.lark)} bytes, compiled in {taken:.1f} ms")
    waits = handler("waits(n: int) -> int", "")(_waits)
    calls = "\n".join(f"x{n} = waits({n})" for n in range(8))
    with tempfile.TemporaryDirectory() as folder, nesy.Library(folder) as library:
        solved = library.solve("", program=f"{calls}\nreturn x0", handlers=[waits])
        print(f"8 independent calls of 100 ms each: {1000 * solved.seconds:.0f} ms")
    with open_sandbox("fast") as sandbox:
        for name, (source, head, text) in MODULES.items():
            signature = parse_signature(head)
            prove = lambda s=source, g=signature, t=text: prove_properties(s, g, [t], sandbox)  # noqa: E731
            print(f"{name}: {prove()[0].answer}, {median(prove, 10):.0f} ms")


def _waits(_: object, __: object) -> Result:
    time.sleep(0.1)
    return Result(1)


if __name__ == "__main__":
    main()
