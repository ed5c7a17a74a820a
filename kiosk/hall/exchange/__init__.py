"""Reports to a central platform what happens to cases, each record once and none lost."""
