"""The growth benchmark: tasks in a stream, from which a module library grows."""
