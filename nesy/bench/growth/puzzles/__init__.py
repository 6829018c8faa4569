"""Symbolic matrix puzzles: generated, solved through the rules of a library, and checked."""
