"""System packages, where we may install them: as root on Debian or Ubuntu."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from devstack.errors import CannotInstall

POLICY = Path("/usr/sbin/policy-rc.d")
INSTALL_SECONDS = 300.0


def install(package: str) -> None:
    """Install a package without starting any service that it brings.

    Raises CannotInstall with what to do instead.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotInstall(
            f"{package} is missing: install it (on Debian or Ubuntu: sudo apt-get install {package}), "
            "or use docker-compose."
        )
    with _no_service_starts():
        _apt_get("update")
        _apt_get("install", "-y", "--no-install-recommends", package)


def _apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *arguments]
    try:
        subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.CalledProcessError as failed:
        last = (failed.stderr or failed.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise CannotInstall(
            f"`{' '.join(command)}` failed ({last[0]}): repair apt, or use docker-compose."
        ) from None
    except subprocess.TimeoutExpired:
        raise CannotInstall(
            f"`{' '.join(command)}` took too long: try it by hand, or use docker-compose."
        ) from None


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian asks this file before it starts a service; 101 means: don't."""
    if POLICY.exists():  # the machine has its own word on it
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
