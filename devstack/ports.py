"""Free TCP ports on 127.0.0.1."""

import random
import socket

# Below the range from which the kernel takes ports for outgoing connections, so that none of those
# can sit on a port between our choosing it and the server's binding it.
LOWEST, HIGHEST = 15_000, 32_000

_handed_out: set[int] = set()


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
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311  (chance, not secrecy)
        if port not in _handed_out and is_free(port):
            _handed_out.add(port)
            return port
