"""One whole visit by itself, with simulated devices: the demonstration and the test of it all."""
