"""Arithmetic that comes out the same in every run and on every machine."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def add_in_order() -> None:
    """Has linear algebra and boosting add on one thread, until the process ends.

    On more, the last bit of a sum hangs on how they share it, and with it the digest of
    a fit. Not a context that restores the limit: linear algebra has one limit for all
    threads of a process, and of two models that dbt runs at once the first to end would
    lift it for the other. Small fits lose nothing by it.
    """
    threadpool_limits(limits=1)
