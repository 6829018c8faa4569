"""How the full tier's warm process is started: inside bubblewrap, or confined by Landlock alone."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_OFFERED = ("sympy", "networkx")
_STANDARD = (
    *("math", "cmath", "random", "statistics", "fractions", "decimal", "datetime", "calendar", "re", "string"),
    *("itertools", "functools", "collections", "heapq", "bisect", "operator", "json", "copy", "enum", "textwrap"),
    *("dataclasses", "typing", "traceback", "unicodedata"),
)
_BOOT = (
    "import sys, json; sys.path += json.loads(sys.argv[1]); "
    "from inside.zygote import main; main(json.loads(sys.argv[2]), json.loads(sys.argv[3]))"
)
_INSIDE = Path(__file__).parent / "inside"


def package_folders() -> tuple[str, ...]:
    """The folders of the third-party packages that the full tier offers and that are installed here."""
    found = (importlib.util.find_spec(name) for name in (*_OFFERED, "mpmath"))
    return tuple(str(Path(spec.origin).resolve().parent) for spec in found if spec is not None and spec.origin)


def bare_command() -> list[str]:
    """The command of the warm process, without bubblewrap."""
    packages = package_folders()
    library = str(Path(sysconfig.get_path("stdlib")).resolve())
    places = sorted({str(_INSIDE.parent), *(str(Path(folder).parent) for folder in packages)})
    offered = [name for name in _OFFERED if any(Path(folder).name == name for folder in packages)]
    readable = [library, str(_INSIDE), *packages]
    interpreter = str(Path(sys.executable).resolve())
    arguments = (json.dumps(places), json.dumps(readable), json.dumps([*_STANDARD, *offered]))
    return [interpreter, "-I", "-S", "-B", "-c", _BOOT, *arguments]


def bubblewrapped(command: Sequence[str]) -> list[str]:
    """The same command in namespaces of its own: no network, no environment, no files but the interpreter's."""
    interpreter = Path(command[0])
    library = Path(sysconfig.get_path("stdlib")).resolve()
    mounts = [str(interpreter), str(library)]
    bound = [part for path in mounts for part in ("--ro-bind", path, path)]
    system = [part for path in ("/lib", "/lib64", "/usr/lib", "/usr/lib64") for part in ("--ro-bind-try", path, path)]
    shared = str(interpreter.parent.parent / "lib")
    masked = [part for folder in ("site-packages", "dist-packages") for part in _mask(library / folder)]
    offered = [part for path in (*package_folders(), str(_INSIDE)) for part in ("--ro-bind", path, path)]
    libraries = [part for path in Path(shared).glob("libpython*") for part in ("--ro-bind", str(path), str(path))]
    walls = ["--unshare-all", "--clearenv", "--proc", "/proc", "--cap-drop", "ALL", "--chdir", "/"]
    return [str(shutil.which("bwrap")), *system, *bound, *libraries, *masked, *offered, *walls, "--", *command]


def _mask(folder: Path) -> list[str]:
    return ["--tmpfs", str(folder)] if folder.is_dir() else []


def start(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the warm process in a process group of its own, with an empty environment.

    Args:
        command: what to run.
        errors: an open file that receives what the process complains of.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
        cwd=os.sep,
        start_new_session=True,
        bufsize=0,
    )
