"""The terminal: composes forms, voice, devices and the platform into visits."""
