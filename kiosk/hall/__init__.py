"""The hall service: cases, tickets and the pages of the staff."""
