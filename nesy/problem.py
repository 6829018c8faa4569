"""Problem: what is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.errors import BadAnswerFile, NotAProblem


@dataclass(frozen=True, slots=True)
class Problem:
    """Sentences and a question about them.

    Raises:
        NotAProblem: if the question is empty.

    >>> Problem(("Rex is a dog.",), "Rex is a mammal.").id
    'e42debd2bda2'
    """

    premises: tuple[str, ...]
    """The sentences, each with one statement at least."""
    question: str
    """A statement to be judged, or a yes/no question."""
    id: str = ""
    """The data set's name for it; made from the contents if none is given."""
    semantics: str = "auto"
    """``auto``, ``classical``, ``rules-open`` or ``rules-closed``; a data set may declare one."""

    def __post_init__(self) -> None:
        if not self.question.strip():
            hint = "give a statement such as 'Rex is a mammal.', or end the text with a question"
            raise NotAProblem("the question is empty", hint=hint)
        if not self.id:
            content = json.dumps([self.premises, self.question], ensure_ascii=False)
            object.__setattr__(self, "id", hashlib.sha256(content.encode()).hexdigest()[:12])

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON data."""
        return {
            "premises": list(self.premises),
            "question": self.question,
            "id": self.id,
            "semantics": self.semantics,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Problem:
        """The problem that :meth:`to_json` wrote.

        Raises:
            BadAnswerFile: if the data is not a problem.
        """
        try:
            return cls(tuple(data["premises"]), data["question"], data["id"], data["semantics"])
        except (KeyError, TypeError, AttributeError) as err:
            raise BadAnswerFile(f"this is not a problem: {err!r}") from err
