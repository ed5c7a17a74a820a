"""What does the work behind effects: one module a device, each on its own lane."""
