"""Free TCP ports on 127.0.0.1."""

import os
import socket
from itertools import count

# Below the range from which the kernel takes ports for outgoing connections, so that none of those
# can sit on a port between our choosing it and the server's binding it.
LOWEST, HIGHEST = 15_000, 32_000

# Each process begins to look in a window of its own: two that start at one moment must not choose the same.
WINDOW = 64

_handed_out: set[int] = set()
_places = count(os.getpid() * WINDOW)


def is_free(port: int) -> bool:
    """True if a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """The preferred port if it is free, else any free one; never the same twice in one run."""
    if preferred and preferred not in _handed_out and is_free(preferred):
        _handed_out.add(preferred)
        return preferred
    while True:
        port = LOWEST + next(_places) % (HIGHEST - LOWEST)
        if port not in _handed_out and is_free(port):
            _handed_out.add(port)
            return port
