"""How long work runs: on how many threads, and who is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from typing import Union

Progress = Union[None, bool, Callable[[int, int], None]]


def threads_of(threads: int | None) -> int:
    """``threads``, or the processors that this process may use."""
    if threads is None:
        return len(os.sched_getaffinity(0))
    if threads < 1:
        raise ValueError(f"threads: expected 1 or more, got {threads}")
    return threads


@contextmanager
def observer_of(progress: Progress, title: str):
    """A callable of (done, total), or None: ``progress`` itself, or for True a bar of tqdm where that is installed."""
    if progress is not True:
        yield progress or None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield None
        return
    with tqdm(desc=title) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


__all__ = ["Progress", "observer_of", "threads_of"]
