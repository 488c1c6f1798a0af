"""What can go wrong here. Every message says what to do next."""


class DevstackError(Exception):
    """Base of everything that the local stack refuses or fails at."""


class AlreadyRunning(DevstackError):
    """Another run in this checkout holds the lock."""


class CannotInstall(DevstackError):
    """A server program is missing and cannot be installed from here."""


class PartFailed(DevstackError):
    """A part ended, or was not ready in time; its last log lines are in the message."""


class StepFailed(DevstackError):
    """A step of the story did not hold."""
