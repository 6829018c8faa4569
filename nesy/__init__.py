"""nesy."""
