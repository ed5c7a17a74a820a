"""Stand-ins that speak the same bytes one level below the drivers; never for real service."""
