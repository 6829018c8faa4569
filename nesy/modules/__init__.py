"""The module library: functions that are verified in a sandbox, kept, found and reused."""
