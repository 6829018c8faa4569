"""Imports follow the flow: values -> languages -> provers, proofs -> models, translate -> engine -> bench -> apps."""

import ast
from pathlib import Path

import pytest

import nesy

ROOT = Path(nesy.__file__).parent
LAYERS = ("values", "languages", "provers", "models", "engine", "modules", "bench", "apps")
LAYER_OF_FOLDER = {
    "languages": "languages",
    "provers": "provers",
    "proofs": "provers",
    "models": "models",
    "translate": "models",
    "engine": "engine",
    "modules": "modules",
    "bench": "bench",
    "training": "bench",
    "apps": "apps",
}
FILES = sorted(p for p in ROOT.rglob("*.py") if "_data" not in p.parts and p != ROOT / "__init__.py")


def layer_of(module: str) -> int:
    parts = module.split(".")
    folder = parts[1] if len(parts) > 1 else ""
    return LAYERS.index(LAYER_OF_FOLDER.get(folder, "values"))


def top_level_imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "nesy":
            found |= {f"nesy.{a.name}" for a in node.names} if node.module == "nesy" else {node.module}
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] == "nesy"}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_import_runs_against_the_flow(path):
    module = ".".join(["nesy", *path.relative_to(ROOT).with_suffix("").parts])
    own = layer_of(module)
    for imported in top_level_imports(ast.parse(path.read_text())):
        assert layer_of(imported) <= own, f"{module} imports {imported}"
        assert imported != "nesy" or own == LAYERS.index("apps"), f"{module} imports the package's root"


def test_the_check_can_fail():
    assert layer_of("nesy.apps.cli") > layer_of("nesy.languages.fol.parse") > layer_of("nesy.verdict")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_hold_one_idea(path):
    assert path.read_text().count("\n") <= 600
