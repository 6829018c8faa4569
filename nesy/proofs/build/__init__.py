"""Builders: they search for proofs; the kernel alone decides whether what they found is one."""
