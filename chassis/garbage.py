"""Keeps Python's cycle collector away from what lives as long as the process.

A schema, a supergraph and the modules are tens of thousands of objects that never become garbage. An answer of a
hundred objects sets the collector off several times, and each time it would walk over a part of them: that was a third
of the gateway's CPU.
"""

import gc

# What is allocated more than freed before the youngest generation is looked at; an answer has some hundreds.
YOUNG_OBJECTS = 10_000


def settle() -> None:
    """Let the collector forget what is there now. Again after a reload, which leaves the former supergraph."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
