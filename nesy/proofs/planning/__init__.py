"""Validates and explains plans."""
