"""Resident identity cards on readers that speak the SDT protocol (GA 450), serial or USB."""
