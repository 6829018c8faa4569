"""The benchmark of query plans: Spider-QPL over databases that are built on the spot."""
