"""Query plans as SQL, and the database systems that run it."""
