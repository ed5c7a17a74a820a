"""Chips of travel documents: passports and permits with an ICAO 9303 chip."""
