"""Handlers: what a program can call beside modules. Entry-point group ``nesy.handlers``."""
