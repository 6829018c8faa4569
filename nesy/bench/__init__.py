"""Data sets by their cards, and runs over them: score, report, manifest, resume."""
