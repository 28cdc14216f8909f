"""Serves a store of its own for the tests in a browser; prints its address, its key and an approver's key first."""

import sys
from pathlib import Path

from api.serving import listen, run, settled
from api.store import Role


def main(folder: Path) -> None:
    with listen(settled(None, {"port": 0, "workers": 1, "store": str(folder / "store.db")})) as server:
        key = server.app.state.service.store.keys.create("Approver", [Role.APPROVER], "setup").secret
        print(server.address, flush=True)  # noqa: T201 - whoever started it reads the address here
        print(server.settings.token, flush=True)  # noqa: T201 - as above
        print(key, flush=True)  # noqa: T201 - as above
        run(server)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
