"""Every error that nesy raises: what is wrong, where, and how to mend it.

Each class inherits :class:`NesyError` and the builtin exception that fits, so that both
``except nesy.NesyError`` and ``except ValueError`` work.
"""

from __future__ import annotations

from collections.abc import Sequence

from nesy.spans import Span, draw_caret


class NesyError(Exception):
    """The root of all errors of nesy.

    Args:
        message: what is wrong, in one clause.
        source: the text that was read, if there is one.
        span: where in ``source``.
        source_name: a file name or ``<string>``.
        expected: what would have been accepted at that place.
        hint: how to mend it.
        fix: a replacement text for the whole source, where one is known.

    >>> print(ParseError("an operand is missing", source="P(a) &", span=Span(6, 6), hint="write one"))
    an operand is missing
    1 | P(a) &
      |       ^
    hint: write one
    """

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        span: Span | None = None,
        source_name: str | None = None,
        expected: Sequence[str] = (),
        hint: str | None = None,
        fix: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.span = span
        self.source_name = source_name
        self.expected = tuple(expected)
        self.hint = hint
        self.fix = fix

    def __str__(self) -> str:
        lines = [f"{self.source_name}: {self.message}" if self.source_name else self.message]
        if self.source is not None and self.span is not None:
            lines.append(draw_caret(self.source, self.span))
        if self.expected:
            lines.append("expected: " + ", ".join(self.expected))
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _rebuild(cls: type[NesyError], message: str, fields: dict[str, object]) -> NesyError:
    error = cls.__new__(cls)
    Exception.__init__(error, message)
    error.__dict__.update(fields)
    return error


class ParseError(NesyError, ValueError):
    """A text that is not a program of its language. ``mistake`` names the kind of slip, if known."""

    mistake: str | None = None


class SignatureError(NesyError, ValueError):
    """A name used in ways that do not fit together: two arities, predicate and function, free variable."""


class SchemaError(NesyError, ValueError):
    """A query plan that does not fit its database: an unknown table, column or step, or types that do not match."""


class PlanningError(NesyError, ValueError):
    """A planning domain and problem that do not fit: an undeclared name, a wrong type or number of arguments."""


class ProgramError(NesyError, ValueError):
    """A program of calls that does not fit what exists: an unknown name, or arguments of a wrong number or type."""


class SceneError(NesyError, ValueError):
    """Data that does not describe a scene: objects without attributes, or a relation of things that are not there."""


class InputTooLarge(NesyError, ValueError):
    """An input beyond a stated limit of size or depth."""


class InputUnreadable(NesyError, ValueError):
    """Bytes that are not text: invalid UTF-8 or NUL characters."""


class FileMissing(NesyError, FileNotFoundError):
    """A path that does not exist or is not a readable file."""

    # FileNotFoundError's own __str__ shows errno fields.
    __str__ = NesyError.__str__


class UnknownName(NesyError, LookupError):
    """A prover, dataset, language, semantics or model that is not registered."""


class Unsupported(NesyError, NotImplementedError):
    """A request that is well formed and that nothing installed can carry out."""


class MissingDependency(NesyError, ImportError):
    """An optional package or program that is not installed; the hint holds the exact install line."""


class ProverFailed(NesyError, RuntimeError):
    """A prover that crashed or answered something that is not an answer."""


class QueryFailed(NesyError, RuntimeError):
    """A statement that the database system refused, or a database that cannot be opened."""


class QueryStopped(QueryFailed):
    """A query that was stopped at its time limit."""


class ModelFailed(NesyError, RuntimeError):
    """A language model that gave no samples: unreachable, refusing, or answering something that is not an answer."""

    transient: bool = False
    """True if the same call may succeed later."""
    retry_after: float | None = None
    """Seconds after which the server asks to be called again."""

    @classmethod
    def passing(cls, message: str, *, retry_after: float | None = None, hint: str | None = None) -> ModelFailed:
        """A failure after which the same call may succeed.

        >>> ModelFailed.passing("the server is busy", retry_after=2.0).transient
        True
        """
        error = cls(message, hint=hint)
        error.transient, error.retry_after = True, retry_after
        return error


class CallFailed(NesyError, RuntimeError):
    """A call of a program that gave no value; ``evidence`` keeps what was found out instead, if anything."""

    evidence: object = None


class ProversDisagree(NesyError, RuntimeError):
    """Two provers that answered a problem in contradicting ways: a defect of one of them, never a vote."""


class CheckFailed(NesyError, RuntimeError):
    """Evidence that did not survive its independent check."""


class NotAProblem(NesyError, ValueError):
    """A question or a set of sentences that is empty or of the wrong shape."""


class NotOneTruthValue(NesyError, TypeError):
    """``bool()`` of a three-valued verdict."""


class BadAnswerFile(NesyError, ValueError):
    """JSON that does not describe an answer, a problem or a recording."""


class BadDataFile(NesyError, ValueError):
    """A data set's card, data file or recording that does not hold what it should."""


class HashMismatch(BadDataFile):
    """A data file whose contents are not those that its card, or the copy in the cache, promises."""


class CannotResume(NesyError, ValueError):
    """A folder of results that a run cannot add to: other data or settings, foreign lines, or a run at work."""
