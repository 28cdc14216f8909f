"""Serves a store of its own for the tests in a browser; prints its address, its key and an approver's key first."""

import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Serve; what that needs is loaded here, since every process of the server loads this file first."""
    from api.serving import listen, run, settled  # noqa: PLC0415
    from api.store import Role  # noqa: PLC0415

    with listen(settled(None, {"port": 0, "workers": 1, "store": str(folder / "store.db")})) as server:
        key = server.app.state.service.store.keys.create("Approver", [Role.APPROVER], "setup").secret
        print(server.address, flush=True)  # noqa: T201 - whoever started it reads the address here
        print(server.settings.token, flush=True)  # noqa: T201 - as above
        print(key, flush=True)  # noqa: T201 - as above
        run(server)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
