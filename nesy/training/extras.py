"""Whether what training needs is installed."""

from __future__ import annotations

from importlib import import_module

from nesy.errors import MissingDependency

PACKAGES = ("torch", "transformers", "accelerate", "peft", "llguidance")


def require_training() -> None:
    """Check that the extra ``train`` is installed, before anything is read.

    Raises:
        MissingDependency: naming the package, with the install line.
    """
    for package in PACKAGES:
        try:
            import_module(package)
        except ImportError as err:
            raise MissingDependency(f"training needs {package}: {err}", hint="pip install 'nesy[train]'") from err
