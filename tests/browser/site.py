"""Serves the page for the tests in a browser, on a free port; prints its address and serves until it is ended."""

import socket

import uvicorn
from fastapi import FastAPI

from api.pages import mount
from api.pages.desk import Desk


def main() -> None:
    app = FastAPI()
    mount(app, Desk())
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    host, port = listener.getsockname()
    print(f"http://{host}:{port}", flush=True)  # noqa: T201 - whoever started it reads the address here
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
