"""Seccomp: a process keeps only the system calls that computing in memory needs.

All others fail with EPERM, so that forking, threads, sockets, signals to others, tracing, executing and
changing limits are errors inside the program. Source: Linux ``Documentation/userspace-api/seccomp_filter.rst``.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

_ALLOWED: dict[str, tuple[int, tuple[int, ...]]] = {
    # The audit architecture and the numbers of its allowed calls; legacy calls exist on x86-64 only.
    "x86_64": (
        0xC000003E,
        (
            *(0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 21, 24, 25, 28, 32, 33, 35, 39, 60),
            *(79, 89, 96, 97, 98, 99, 102, 104, 107, 108, 131, 186, 201, 202, 204, 217, 218, 228, 229, 230),
            *(231, 257, 262, 267, 269, 273, 318, 332, 334, 439),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(17, 23, 24, 48, 56, 57, 61, 62, 63, 64, 65, 66, 67, 78, 79, 80, 93, 94, 96, 98, 99, 101, 113, 114),
            *(115, 123, 124, 132, 134, 135, 139, 153, 163, 165, 169, 172, 174, 175, 176, 177, 178, 179, 214, 215),
            *(216, 222, 226, 233, 278, 291, 293, 439),
        ),
    ),
}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050001
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def can_filter() -> bool:
    """Whether this machine's architecture has a filter here."""
    return platform.machine() in _ALLOWED


def filter_program() -> bytes:
    """The classic BPF program: the calls of this architecture that are allowed, else EPERM.

    >>> len(filter_program()) % 8
    0
    """
    architecture, numbers = _ALLOWED[platform.machine()]
    instructions = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    instructions += [(_EQUAL, len(numbers) - n, 0, number) for n, number in enumerate(numbers)]
    instructions += [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def compute_only(program: bytes) -> None:
    """Install the filter for the calling process; it can't be taken off.

    Args:
        program: what :func:`filter_program` made.

    Raises:
        OSError: if the kernel refuses.
    """
    shown = _FilterProgram(len(program) // 8, program)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(shown), 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
