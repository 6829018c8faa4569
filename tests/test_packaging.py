"""sdist -> wheel -> fresh environment -> runs from / -> one question."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: object, cwd: Path = ROOT) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_works_on_its_own(tmp_path):
    run(sys.executable, "-m", "build", "--outdir", tmp_path)
    (sdist,) = tmp_path.glob("*.tar.gz")
    (wheel,) = tmp_path.glob("*.whl")
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/grammars/fol.lark") for name in archive.getnames())
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"nesy/_data/grammars/fol.lark", "nesy/_data/provers/e.yaml", "nesy/py.typed"} <= names
    assert not any(name.startswith(("datasets/", "tests/", "provers/")) for name in names)

    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", wheel)
    question = ("All dogs are mammals. Rex is a dog.", "Rex is a mammal.")
    output = run(environment / "bin" / "nesy", "ask", *question, cwd=Path("/"))
    assert output.startswith("TRUE (Theorem, z3")
    assert "Label.UNCERTAIN" in run(
        python, "-c", "import nesy; print(nesy.prove(nesy.fol('P(a)\\n|- Q(a)')).label)", cwd=Path("/")
    )


def test_import_is_quick_and_light():
    code = (
        "import sys, time; t = time.perf_counter(); import nesy; print(time.perf_counter() - t); "
        "print([m for m in ('torch', 'transformers', 'z3', 'sympy', 'cvc5', 'networkx') if m in sys.modules])"
    )
    best, heavy = min(run(sys.executable, "-c", code).splitlines() for _ in range(3))
    assert float(best) < 0.3
    assert heavy == "[]"
