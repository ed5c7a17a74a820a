"""The errors of this package: surprises only; what can be expected of a device is a value."""

from __future__ import annotations


class DeviceError(Exception):
    """Base of every error that devices raise."""


class DeviceSettingsError(DeviceError):
    """A device cannot be built from what the settings say."""


class SimulatorError(DeviceError):
    """A simulator cannot run here; the message says what to do."""
