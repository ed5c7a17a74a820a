"""Speech in, meaning, speech out: knows nothing of forms, devices, screens or the kiosk."""
