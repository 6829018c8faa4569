"""Composition: a program of calls to modules and handlers is written as a whole, then executed as a graph."""
