"""The settings of a MySQL or MariaDB connection."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, SecretStr

from rhosocial.activerecord.backend.base import ConnectionConfig


class MySQLConnectionConfig(ConnectionConfig):
    """Where a MySQL or MariaDB server is and how it is connected to.

    Attributes:
        host: The server's name or address.
        port: Its port.
        user: Who connects.
        password: The password; masked wherever the settings are shown.
        database: The database that tables lie in.
        unix_socket: The path of a socket, instead of host and port.
        connect_timeout: How many seconds connecting may take.
        lock_timeout: How many seconds a statement waits for a row lock; the server's own setting where None.
        ssl_disabled: Whether TLS is not even tried; otherwise it is used where the server has it.
        ssl_ca: The file of the authorities that the server's certificate must come from.
        ssl_cert: The client certificate's file.
        ssl_key: The file of its key.
        ssl_verify_cert: Whether a server without a valid certificate is refused.
        ssl_verify_identity: Whether its certificate must also bear the host's name.
        use_pure: Whether the driver's slower pure Python form is used although its C extension is there.

    Examples:
        >>> MySQLConnectionConfig.from_url("mysql://ann:secret@db.example/library?lock_timeout=5")
    """

    environment_prefix: ClassVar[str] = "ACTIVERECORD_MYSQL_"

    host: str = "127.0.0.1"
    port: int = Field(default=3306, ge=1, le=65535)
    user: str | None = None
    password: SecretStr = SecretStr("")
    database: str | None = None
    unix_socket: str | None = None
    connect_timeout: int = Field(default=10, ge=1)
    lock_timeout: int | None = Field(default=None, ge=1)
    ssl_disabled: bool = False
    ssl_ca: str | None = None
    ssl_cert: str | None = None
    ssl_key: str | None = None
    ssl_verify_cert: bool = False
    ssl_verify_identity: bool = False
    use_pure: bool = False

    @property
    def driver_settings(self) -> dict[str, Any]:
        """The settings that the driver takes under the same names, without those that were not given."""
        plain = ("host", "port", "user", "database", "unix_socket", "ssl_disabled")
        secure = ("ssl_ca", "ssl_cert", "ssl_key", "ssl_verify_cert", "ssl_verify_identity")
        names = plain if self.ssl_disabled else plain + secure
        settings = {name: value for name in names if (value := getattr(self, name)) is not None}
        return {**settings, "password": self.password.get_secret_value(), "connection_timeout": self.connect_timeout}
