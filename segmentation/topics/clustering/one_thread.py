"""Scikit-learn on one thread."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_THREADS: Final = "OMP_NUM_THREADS"


@contextmanager
def one_thread() -> Iterator[None]:
    """Run scikit-learn on one thread: the order in which threads add up would change the last bits.

    The variable keeps scikit-learn from asking joblib for the number of physical cores. Where they can't be counted
    (no /sys, some containers), joblib prints a warning with a stack trace, even if `LOKY_MAX_CPU_COUNT` gives as many
    cores as there are.
    """
    # A thread limit only applies to libraries already loaded.
    import sklearn.cluster
    import sklearn.metrics
    import sklearn.preprocessing
    from threadpoolctl import threadpool_limits

    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        # The caller checks parameters and points once, instead of in each of some thousand fits.
        with threadpool_limits(1), sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
            yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before
