"""Splits the text of a Postgres dump into statements and the rows that COPY brings.

Source: PostgreSQL's manual, "Lexical Structure" and "COPY" (text format).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nesy.errors import BadDataFile

_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
      |(?P<escaped>[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*')
      |(?P<quoted>'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*")
      |(?P<dollar>\$(?P<tag>\w*)\$(?P<body>.*?)(?:\$(?P=tag)\$|\Z))
      |(?P<end>;)
      |(?P<meta>^\\[^\n]*)
      |(?P<word>[^\W_]\w*|\s+|.)""",
    re.X | re.S | re.M,
)
_COPY = re.compile(r"COPY\s+(?P<target>.+?)\s+FROM\s+STDIN\b\s*(?P<options>.*)", re.I | re.S)
_END_OF_COPY = re.compile(r"^\\\.$", re.M)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.S)
_NAMED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its semicolon and comments; its strings are in standard quotes."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """The rows of a COPY."""

    line: int
    target: str
    """The table, with its columns in parentheses where they are named."""
    rows: tuple[tuple[str | None, ...], ...]


def split_dump(text: str) -> Iterator[Statement | CopiedRows]:
    r"""The parts of a dump in their order.

    Raises:
        BadDataFile: if a COPY has another format than text, or no end.

    >>> list(split_dump("SELECT E'a\\n'; -- x"))
    [Statement(line=1, text="SELECT 'a\n'")]
    >>> list(split_dump("COPY t (a, b) FROM stdin;\n1\t\\N\n\\.\n"))
    [CopiedRows(line=1, target='t (a, b)', rows=(('1', None),))]
    """
    place, line, begun = 0, 1, 1
    pieces: list[str] = []
    while token := _TOKEN.match(text, place):
        piece = _piece(token)
        if not pieces and not piece.isspace():
            begun = line
        if pieces or not piece.isspace():
            pieces.append(piece)
        end = token.end()
        if token["end"] is not None:
            statement = "".join(pieces)[:-1].strip()
            copied = _COPY.fullmatch(statement)
            if copied is None:
                yield Statement(begun, statement)
            else:
                rows, end = _rows(text, end, copied, begun)
                yield CopiedRows(begun, copied["target"], rows)
            pieces = []
        line += text.count("\n", place, end)
        place = end
    if rest := "".join(pieces).strip():
        yield Statement(begun, rest)


def _piece(token: re.Match[str]) -> str:
    if token["comment"] is not None or token["meta"] is not None:
        return " "
    if token["escaped"] is not None:
        return _quoted(_unescaped(token["escaped"][2:-1].replace("''", "'")))
    return token[0] if token["dollar"] is None else _quoted(token["body"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rows(text: str, place: int, head: re.Match[str], line: int) -> tuple[tuple[tuple[str | None, ...], ...], int]:
    """The rows of a COPY, and where the text goes on after them."""
    if head["options"]:
        said = f"COPY with {head['options'][:40]}"
        raise BadDataFile(f"{said}; only its plain text format can be read", source_name=f"line {line}")
    end = _END_OF_COPY.search(text, place)
    start = text.find("\n", place) + 1
    if end is None or not start:
        raise BadDataFile("the rows of this COPY have no end, a line with \\.", source_name=f"line {line}")
    return tuple(map(_fields, text[start : end.start()].split("\n")[:-1])), end.end()


def _fields(line: str) -> tuple[str | None, ...]:
    return tuple(None if field == r"\N" else _unescaped(field) for field in line.split("\t"))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1]), text)


def _character(code: str) -> str:
    if len(code) > 1 and code[0] in "xuU":
        return chr(min(int(code[1:], 16), 0x10FFFF))
    return chr(int(code, 8)) if code[0] in "01234567" else _NAMED.get(code, code)
