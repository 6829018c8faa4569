"""The modules that ship with nesy, grown from the recorded solutions of the benchmark.

    python -m nesy.bench.growth.ship FOLDER

writes them into a folder; ``module_library`` holds what it wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nesy.bench.growth.completions import read_completions
from nesy.bench.growth.run import every_need, fill
from nesy.modules.library import Library


def ship(folder: Path) -> list[str]:
    """Grow the modules that ship into a folder.

    Returns:
        Their keys.

    Raises:
        NoSafeSandbox: if no safe sandbox can run modules here.
    """
    with Library(folder, below=()) as library:
        return fill(library, every_need(), read_completions())


if __name__ == "__main__":
    sys.stdout.write("\n".join(ship(Path(sys.argv[1]))) + "\n")
