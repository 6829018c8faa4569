"""From questions to query plans with a language model."""
