"""Landlock: a process gives up all file access except reading the folders that it names.

Source: Linux ``Documentation/userspace-api/landlock.rst``.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_PR_SET_NO_NEW_PRIVS = 38
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many file rights each version of the interface knows."""
_BOTH_TCP_RIGHTS = 3
_BOTH_SCOPES = 3


def landlock_version() -> int:
    """The kernel's Landlock version, 0 where it has none or it is switched off."""
    return max(0, _syscall(_CREATE, None, 0, _VERSION_FLAG))


def forbid_new_privileges() -> None:
    """Make set-user-id programs powerless for this process and its children.

    Raises:
        OSError: if the kernel refuses.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise _last_error("no_new_privs")


def read_only(paths: Iterable[str]) -> None:
    """Give up all file access but reading below the paths, and TCP and outside signals where the kernel can.

    Raises:
        OSError: if the kernel refuses.
    """
    version = landlock_version()
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("QQQ", rights, _BOTH_TCP_RIGHTS, _BOTH_SCOPES)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _checked("landlock_create_ruleset", _syscall(_CREATE, attributes, size, 0))
    try:
        for path in paths:
            _allow_reading(ruleset, path)
        _checked("landlock_restrict_self", _syscall(_RESTRICT, ruleset, 0))
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, path: str) -> None:
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE  # noqa: PTH112 - few imports here
        rule = struct.pack("=Qi", rights, folder)
        _checked("landlock_add_rule", _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0))
    finally:
        os.close(folder)


def _syscall(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None, use_errno=True).syscall(number, *arguments))


def _checked(what: str, result: int) -> int:
    if result < 0:
        raise _last_error(what)
    return result


def _last_error(what: str) -> OSError:
    code = ctypes.get_errno()
    return OSError(code, f"{what}: {os.strerror(code)}")
