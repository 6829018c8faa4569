"""The engine: from a problem to an answer."""
