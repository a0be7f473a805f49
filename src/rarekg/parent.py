"""Processes that end with the one that started them, even when that one is killed."""

from __future__ import annotations

import os
import threading
import time

_LOOK_SECONDS = 0.5


def stay_with_parent(parent: int) -> None:
    """Starts a thread that ends this process when `parent`, which started it, is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="stay with parent", daemon=True).start()
