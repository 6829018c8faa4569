"""What runs inside the full tier: standard library only, and nothing of the rest of nesy."""
