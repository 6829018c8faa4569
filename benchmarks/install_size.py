"""Prints what the base install adds to an empty environment, in MB, and how long `import nesy` takes."""

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()) / 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "venv"
        venv.create(environment, with_pip=True)
        site = next((environment / "lib").glob("python*/site-packages"))
        before = megabytes(site)
        subprocess.run([environment / "bin" / "pip", "install", "-q", ROOT], check=True)
        print(f"base install adds {megabytes(site) - before:.0f} MB")
        parts = sorted(((megabytes(p), p.name) for p in site.iterdir() if p.is_dir()), reverse=True)
        print("largest:", ", ".join(f"{name} {size:.0f} MB" for size, name in parts[:6]))
        start = time.perf_counter()
        subprocess.run([environment / "bin" / "python", "-c", "pass"], check=True)
        bare = time.perf_counter() - start
        start = time.perf_counter()
        subprocess.run([environment / "bin" / "python", "-c", "import nesy; nesy.ask, nesy.prove"], check=True)
        print(f"import nesy with ask and prove: {time.perf_counter() - start - bare:.2f} s beyond a bare interpreter")


if __name__ == "__main__":
    sys.exit(main())
