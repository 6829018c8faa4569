"""Questions about scenes of objects: generated with their programs, and answered through modules."""
