"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says how busy the machine is; what is slow is measured by the benches.
settings.register_profile("yimen", deadline=None)
settings.load_profile("yimen")
