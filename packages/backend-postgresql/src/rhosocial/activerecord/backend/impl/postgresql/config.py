"""The settings of a PostgreSQL connection."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from psycopg.pq import Conninfo
from pydantic import BeforeValidator, Field, SecretStr

from rhosocial.activerecord.backend.base import ConnectionConfig, known_host


def _no_threshold(value: object) -> object:
    return None if isinstance(value, str) and value.lower() in ("", "none") else value


class PostgreSQLConnectionConfig(ConnectionConfig):
    """Where a PostgreSQL server is and how it is talked to; what is not given is libpq's to find, as for `psql`.

    Attributes:
        host: A host name, an address, or the folder of a Unix socket.
        port: Its port.
        user: Who connects.
        password: The password; never shown.
        database: The database's name.
        sslmode: How much TLS is asked for, as libpq names it; `verify-full` is the safe one.
        connect_timeout: How many seconds a connection may take to open.
        application_name: What the server's views and logs call us.
        prepare_threshold: After how many runs a statement is prepared; None for never, as PgBouncer in transaction mode
            asks for before its version 1.22.
        libpq: Further parameters of libpq, such as `{"options": "-c statement_timeout=5s"}`; a URL may name them, too.

    Examples:
        >>> PostgreSQLConnectionConfig.from_url("postgresql://ann:secret@localhost/library?sslmode=require&pool_size=5")
    """

    environment_prefix: ClassVar[str] = "ACTIVERECORD_POSTGRESQL_"

    host: str | None = None
    port: int | None = Field(None, ge=1, le=65535)
    user: str | None = None
    password: SecretStr | None = None
    database: str | None = None
    sslmode: str | None = Field(None, pattern="^(disable|allow|prefer|require|verify-ca|verify-full)$")
    connect_timeout: int = Field(10, ge=1)
    application_name: str = "rhosocial-activerecord"
    prepare_threshold: Annotated[int | None, BeforeValidator(_no_threshold)] = Field(5, ge=0)
    libpq: dict[str, str] = Field(default_factory=dict, repr=False)

    @classmethod
    def settings_of(cls, url: str) -> dict[str, Any]:
        """Split `postgresql://user:password@host:port/database?setting=value`, libpq's own parameters among them."""
        settings = super().settings_of(url)
        known = {option.keyword.decode() for option in Conninfo.get_defaults()} - cls.model_fields.keys()
        libpq = {name: settings.pop(name) for name in known & settings.keys()}
        return settings | ({"libpq": libpq} if libpq else {})

    @property
    def place(self) -> str | None:
        """Server and database, where nothing is given as libpq finds them; a socket is a place of its own."""
        found = {option.keyword.decode(): option.val.decode() for option in Conninfo.get_defaults() if option.val}
        found |= {name: str(value) for name, value in self.parameters().items()}
        host = found.get("hostaddr") or found.get("host") or "(socket)"
        server = f"{known_host(host)}:{found.get('port')}/{found.get('dbname') or found.get('user')}"
        return f"{found['service']} {server}" if "service" in found else server

    def parameters(self) -> dict[str, Any]:
        """Return the parameters for libpq."""
        given = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password and self.password.get_secret_value(),
            "dbname": self.database,
            "sslmode": self.sslmode,
            "connect_timeout": self.connect_timeout,
            "application_name": self.application_name,
            "client_encoding": "utf8",
        }
        return {**{name: value for name, value in given.items() if value is not None}, **self.libpq}
