"""Planning: grounding, search and external planners."""
