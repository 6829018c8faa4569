"""Planning data: goals from instructions over scenes, and tasks to solve."""
