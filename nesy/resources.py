"""Locates the content folders: in the installed package first, then beside it in a checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nesy.errors import FileMissing

CONTENT = ("grammars", "provers", "module_library", "datasets")


@lru_cache(maxsize=8)
def content_folder(name: str) -> Path:
    """The path of one of the content folders.

    Raises:
        FileMissing: if the installation lacks the folder or there is no such content.

    >>> content_folder("grammars").joinpath("fol.lark").is_file()
    True
    """
    package = Path(__file__).parent
    candidates = (package / "_data" / name, package.parent / name)
    for path in candidates if name in CONTENT else ():
        if path.is_dir():
            return path
    raise FileMissing(
        f"the content folder {name!r} is not part of this installation",
        expected=CONTENT,
        hint="reinstall with `pip install --force-reinstall nesy`",
    )


def content_text(folder: str, file: str) -> str:
    """The text of one content file.

    Raises:
        FileMissing: if there is no such file.
    """
    path = content_folder(folder) / file
    try:
        return path.read_text(encoding="utf-8")
    except OSError as err:
        raise FileMissing(f"content file {folder}/{file} cannot be read: {err.strerror}") from err
