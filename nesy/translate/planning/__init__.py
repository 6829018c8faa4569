"""From an instruction, a scene and a domain to a planning goal."""
