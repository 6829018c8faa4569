"""Symbolic execution of Python functions over integers and truth values to terms of Z3."""
