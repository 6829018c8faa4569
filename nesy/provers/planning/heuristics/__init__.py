"""Estimates of the distance to the goal, all from the task without deletes."""
