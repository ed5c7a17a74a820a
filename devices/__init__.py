"""Card readers, cameras and printers, and their simulators; pure of forms and of the terminal."""
