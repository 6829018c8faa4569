"""The built-in translator from controlled English, which needs no model.

tokens -> lexicon (from the whole problem) -> phrases and clauses (a typed tree) -> meaning (first-order
logic). :func:`nesy.translate.english.reader.read` is the way in.

Conventions, where English leaves a choice:

- ``someone`` and ``something`` restrict nothing; ``person``, ``people`` and ``thing`` restrict nothing
  either, unless the problem says of something that it is, or is not, a person or a thing.
- "every A is not B" says that no A is B; quantifiers take scope in the order of the sentence.
- ``they`` points to ``someone`` or ``a person`` and ``it`` to ``something`` or ``a N`` before any definite
  phrase; where two referents of the same rank fit, the sentence is not read.
- ``either … or`` is exclusive of named subjects and inclusive of quantified ones.
- A definite phrase is an individual; its noun is presupposed of it where the problem speaks of that noun.
- A bare noun as an object ("likes pizza") is an individual, unless the problem speaks of its instances.
- An adjective before a noun is a property of its own; any other word makes one compound with the noun.
"""
