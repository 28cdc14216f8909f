"""A service that answers on a port of this machine, in a thread of the test or in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.serving import Listening, listen, server_of, settled


@contextmanager
def served(folder: Path, **chosen: Any) -> Iterator[Listening]:
    """A server with a store of its own."""
    settings = settled(None, {"store": str(folder / "store.db"), "workers": 0, "port": 0} | chosen)
    with listen(settings) as listening:
        server = server_of(listening)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening
        finally:
            server.should_exit = True
            thread.join()


def started(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """`quotaplan serve` on a store in a folder, and the address that it prints."""
    quotaplan = str(Path(sys.executable).parent / "quotaplan")
    command = [quotaplan, "serve", "--port", "0", "--store", str(folder / "s.db"), *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    return process, process.stderr.readline().removeprefix("Serving at ").strip()
