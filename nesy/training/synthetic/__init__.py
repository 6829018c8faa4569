"""Synthetic sentences with their formulas, from a compositional grammar."""
