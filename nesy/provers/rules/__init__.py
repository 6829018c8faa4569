"""The rule engine: forward chaining over facts and rules with strong negation.

Two semantics. ``rules-open``: a literal is true if it is derived, false if its complement is, and
uncertain otherwise; there is no contraposition and no case distinction. ``rules-closed``: an atom
that is not derived is false, by negation as failure over a stratified program.
Individuals are those that the theory names.
"""

from nesy.provers.rules.engine import RuleEngine, rule_shaped

__all__ = ["RuleEngine", "rule_shaped"]
