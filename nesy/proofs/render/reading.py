"""Reading: a proof as English sentences, each of which names the steps that it tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nesy.proofs.proof import Proof


class Role(Enum):
    """What a sentence does in the argument."""

    CONCLUDE = "conclude"
    """Draws a conclusion from what went before."""
    SUPPOSE = "suppose"
    """Opens an assumption."""
    LET = "let"
    """Introduces an arbitrary individual."""
    NAME = "name"
    """Gives a name to something that exists."""
    CLASH = "clash"
    """Reaches a contradiction."""
    DISCHARGE = "discharge"
    """Closes an assumption and says what it showed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause of a sentence."""

    text: str
    """The clause as it stands in the sentence."""
    step: int
    """The step whose conclusion the clause says."""
    reference: str = ""
    """The premise's name or the sentence's label that stands behind it; empty for what the sentence concludes."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the explanation."""

    label: str
    """``a``, ``b``, …; other sentences refer to it. Empty for one that only introduces a name."""
    text: str
    role: Role
    step: int
    """The step that the sentence tells."""
    steps: tuple[int, ...]
    """The steps folded into it, itself included, premises included."""
    premises: tuple[str, ...]
    """Names of the premises that it rests on directly."""
    uses: tuple[str, ...]
    """Labels of the sentences that it rests on directly."""
    depth: int
    """How many assumptions and arbitrary individuals it stands under."""
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        return f"{self.label}. {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole explanation of a proof."""

    proof: Proof
    sentences: tuple[Sentence, ...]
    quotes: tuple[tuple[str, str], ...]
    """Name and words of every premise that the proof uses, in the proof's order."""

    def sentence(self, label: str) -> Sentence:
        """The sentence with a label.

        Raises:
            KeyError: if there is none.
        """
        for sentence in self.sentences:
            if sentence.label == label:
                return sentence
        raise KeyError(label)

    def __str__(self) -> str:
        return "\n".join("   " * s.depth + str(s) for s in self.sentences)


def label_of(number: int) -> str:
    """The label of the sentence with a number that counts from 0.

    >>> [label_of(n) for n in (0, 25, 26, 701, 702)]
    ['a', 'z', 'aa', 'zz', 'aaa']
    """
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text
