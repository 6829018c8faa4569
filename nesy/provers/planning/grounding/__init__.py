"""Grounds planning tasks."""
