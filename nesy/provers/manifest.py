"""Manifests: what nesy knows of a prover, from ``provers/<name>.yaml`` alone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nesy.errors import ProverFailed, UnknownName
from nesy.resources import content_folder, content_text

KINDS = ("python", "tptp")
ANSWERS = ("sat", "unsat", "unknown", "timeout", "memory")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One prover: what it is, how it is found, called and understood."""

    name: str
    kind: str
    """``python`` for a package with an adapter in nesy, ``tptp`` for a program that reads TPTP problems."""
    description: str
    homepage: str
    licence: str
    install: str
    """The line that installs it."""
    package: str = ""
    """The importable package of a ``python`` prover."""
    programs: tuple[str, ...] = ()
    """Names under which the program is looked for on the path."""
    variable: str = ""
    """The environment variable that names the program instead."""
    argv: tuple[str, ...] = ()
    """Arguments; ``{file}``, ``{seconds}`` and ``{megabytes}`` are filled in."""
    output_bytes: int = 8_000_000
    """Output beyond this is not kept."""
    status: Mapping[str, str] = field(default_factory=dict)
    """What each SZS status says of the formulas: one of :data:`ANSWERS`."""
    used_premise: str = ""
    """A regular expression whose group 1 is the name of a premise that a proof uses."""

    def program(self) -> Path | None:
        """Where the program is: the environment variable's path, or the first name found on the path."""
        chosen = os.environ.get(self.variable) if self.variable else None
        found = (shutil.which(name) for name in ((chosen,) if chosen else self.programs))
        return next((Path(path) for path in found if path), None)


def manifest_names() -> tuple[str, ...]:
    """The names of all provers with a manifest.

    >>> {"z3", "cvc5", "e"} <= set(manifest_names())
    True
    """
    return tuple(sorted(path.stem for path in content_folder("provers").glob("*.yaml")))


def load_manifest(name: str) -> Manifest:
    """The manifest of a prover.

    Raises:
        UnknownName: if there is none of this name.
        ProverFailed: if the file is not a manifest.

    >>> load_manifest("e").kind
    'tptp'
    """
    if name not in manifest_names():
        raise UnknownName(f"no prover is named {name!r}", expected=manifest_names())
    return parse_manifest(content_text("provers", f"{name}.yaml"), f"provers/{name}.yaml")


def parse_manifest(text: str, source_name: str = "<manifest>") -> Manifest:
    """The manifest in a YAML text.

    Raises:
        ProverFailed: if a field is missing, unknown or of the wrong kind.
    """
    import yaml

    try:
        data: dict[str, Any] = yaml.safe_load(text)
        lists: dict[str, Any] = {key: tuple(map(str, data[key])) for key in ("programs", "argv") if key in data}
        manifest = Manifest(**{**data, **lists})
        re.compile(manifest.used_premise)
    except (yaml.YAMLError, TypeError, re.error) as err:
        raise ProverFailed(f"this is not a prover's manifest: {err}", source_name=source_name) from err
    wrong = [a for a in manifest.status.values() if a not in ANSWERS]
    if manifest.kind not in KINDS or wrong:
        what = f"status {wrong[0]!r}" if wrong else f"kind {manifest.kind!r}"
        raise ProverFailed(f"{what} is unknown", source_name=source_name, expected=ANSWERS if wrong else KINDS)
    return manifest
