"""Places in a source text: offsets, line and column, and the caret drawing of an error."""

from __future__ import annotations

from dataclasses import dataclass

_WIDTH = 100


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of character offsets in a source text.

    Raises:
        ValueError: if the range is negative or runs backwards.

    >>> "abcdefg"[Span(2, 5).start : Span(2, 5).end]
    'cde'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}) runs backwards or is negative")

    def shifted(self, by: int) -> Span:
        """The same range, ``by`` characters further on.

        >>> Span(0, 3).shifted(10)
        Span(start=10, end=13)
        """
        return Span(self.start + by, self.end + by)


def line_and_column(source: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1.

    >>> line_and_column("ab\\ncd", 4)
    (2, 2)
    """
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def draw_caret(source: str, span: Span) -> str:
    """The source line of ``span`` with carets below it; long lines are cut around the place.

    >>> print(draw_caret("P(a) & & Q(a)", Span(7, 8)))
    1 | P(a) & & Q(a)
      |        ^
    """
    line, column = line_and_column(source, span.start)
    start = span.start - (column - 1)
    end = source.find("\n", start)
    text = source[start : end if end >= 0 else len(source)]
    carets = max(1, min(span.end, start + len(text)) - span.start)
    at = column - 1
    if len(text) > _WIDTH:
        left = max(0, at - _WIDTH // 2)
        text, at = text[left : left + _WIDTH], at - left
        carets = min(carets, max(1, len(text) - at))
    shown = "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)
    number = str(line)
    return f"{number} | {shown}\n{' ' * len(number)} | {' ' * at}{'^' * carets}"
