"""A network between a backend and its server, for the faults that only a network has."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from typing_extensions import Self

CHUNK = 65_536


class Proxy:
    """Passes bytes to a server and back, until it is told to lose what the server answers.

    Args:
        host: The server's address.
        port: The server's port.

    Attributes:
        port: The port on 127.0.0.1 to connect to instead.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._loses_answers = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def lose_answers(self) -> None:
        """Drop the next answer of the server and then the connection: what was asked for may have been done."""
        self._loses_answers.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                for pump, source, target in ((self._forward, client, server), (self._return, server, client)):
                    threading.Thread(target=pump, args=(source, target), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := client.recv(CHUNK):
                server.sendall(chunk)
        _hang_up(server)

    def _return(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while (chunk := server.recv(CHUNK)) and not self._loses_answers.is_set():
                client.sendall(chunk)
        _hang_up(client)


def _hang_up(connection: socket.socket) -> None:
    """End a connection, also for a thread that waits on it: closing it alone would wait for that thread."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
