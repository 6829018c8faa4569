"""The vocabulary of synthetic sentences: words by kind, all of them regular, or made up from syllables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

KINDS = "nacit"
"""Noun, adjective, name (a constant), intransitive verb, transitive verb: the first letters of slots."""
_ONSETS = ("b", "bl", "br", "d", "dr", "f", "fl", "g", "gr", "k", "kl", "l", "m", "n", "p", "pl", "r", "t", "tr", "v")
_VOWELS = ("a", "e", "i", "o", "u")
_CODAS = ("b", "d", "g", "k", "l", "m", "n", "p", "r", "t")
_WORDS = {
    "n": "dog cat horse lion tiger bear goat rabbit robot doctor lawyer baker painter singer pilot farmer guard king "
    "queen teacher student writer poet sailor hunter driver tailor miner nurse judge tree garden river mountain "
    "planet engine lamp table basket hammer violin guitar castle bridge tower island village market library window",
    "a": "big small red green blue kind brave clever quiet loud happy sad old young rich poor tall short strong weak "
    "proud humble honest lazy famous gentle rude calm wild tame bright dark cold warm heavy light smooth rough clean "
    "dirty",
    "c": "alice bob carol david emma frank grace henry irene jacob karen liam mona nora oscar paula quentin rosa simon "
    "tina ursula victor wanda xavier yvonne zoe albert bella conrad diana edgar fiona gordon helen ivan julia kevin "
    "laura martin nina",
    "i": "sleep bark swim sing dance run jump laugh smile work rest travel shout whisper read paint cook climb fall "
    "shine burn grow vanish wander",
    "t": "chase like see admire help follow fear trust visit know love hate praise blame thank greet pull push lift "
    "carry feed guide teach want need own build break clean hear call answer avoid join lead meet protect remember "
    "choose find",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of each kind; no word is of two kinds, and none ends in what makes its plural irregular.

    >>> Words.english().lemmas["t"][:3]
    ('chase', 'like', 'see')
    """

    lemmas: Mapping[str, tuple[str, ...]]

    @classmethod
    def english(cls) -> Words:
        """Some 200 English words."""
        taken: set[str] = set()
        lemmas: dict[str, tuple[str, ...]] = {}
        for kind in KINDS:
            lemmas[kind] = tuple(
                w for w in _WORDS[kind].split() if w not in taken and not w.endswith(("s", "sh", "ch"))
            )
            taken |= set(lemmas[kind])
        return cls(lemmas)

    @classmethod
    def made_up(cls, number: int, seed: int, taken: frozenset[str] = frozenset()) -> Words:
        """``number`` words a kind of two or three syllables each, none of them among ``taken``."""
        draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
        used, lemmas = set(taken), {}
        for kind in KINDS:
            words: list[str] = []
            while len(words) < number:
                word = _made_up(draw)
                if word not in used:
                    used.add(word)
                    words.append(word)
            lemmas[kind] = tuple(words)
        return cls(lemmas)

    def __add__(self, other: Words) -> Words:
        return Words({kind: (*self.lemmas[kind], *other.lemmas[kind]) for kind in KINDS})

    @property
    def all(self) -> frozenset[str]:
        """Every word."""
        return frozenset(word for words in self.lemmas.values() for word in words)


def _made_up(draw: random.Random) -> str:
    syllables = (draw.choice(_ONSETS) + draw.choice(_VOWELS) for _ in range(draw.choice((2, 2, 3))))
    return "".join(syllables) + draw.choice(("", draw.choice(_CODAS)))
