"""The version of nesy."""

__version__ = "0.1.0"
