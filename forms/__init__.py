"""Service items, the one table a citizen fills, and the finished application; pure of devices."""
