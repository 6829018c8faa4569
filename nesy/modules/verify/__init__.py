"""What a module must stand before it is admitted."""
