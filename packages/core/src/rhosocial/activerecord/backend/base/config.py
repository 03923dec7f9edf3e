"""The settings of a connection, from keywords, a URL or the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import Self

from ...interface.errors import ConfigurationError, nearest

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ConnectionConfig(BaseModel):
    """Base of every backend's settings; unknown ones are refused.

    Attributes:
        pool_size: How many connections are opened at most.
        pool_timeout: How many seconds to wait for a free one.
        max_lifetime: After how many seconds a connection is replaced.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    environment_prefix: ClassVar[str] = "ACTIVERECORD_"

    pool_size: int = Field(default=10, ge=1)
    pool_timeout: float = Field(default=30.0, gt=0)
    max_lifetime: float = Field(default=3600.0, gt=0)

    @property
    def place(self) -> str | None:
        """Which database these settings reach, the same for all that surely reach it; None for one of their own."""
        host, port, socket, database = (
            getattr(self, name, None) for name in ("host", "port", "unix_socket", "database")
        )
        server = socket or (f"{known_host(host)}:{port}" if host else "")
        return "/".join(part for part in (server, database) if part) or None

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any], source: str = "the settings") -> Self:
        """Check settings of any source.

        Args:
            settings: Names and values.
            source: What the error calls them.

        Raises:
            ConfigurationError: One is not valid, or is none; its value is not shown.
        """
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            reasons = "; ".join(_reason(item, cls.model_fields) for item in error.errors(include_input=False))
            raise ConfigurationError(f"{source} can't be used: {reasons}") from None

    @classmethod
    def from_url(cls, url: str, **settings: Any) -> Self:
        """Read the settings from `scheme://user:password@host:port/database?setting=value`.

        Args:
            url: The URL.
            settings: Settings on top of the URL's.

        Raises:
            ConfigurationError: The URL or a setting in it is not valid; secrets are not shown.
        """
        try:
            found = cls.settings_of(url)
        except ValueError as error:
            raise ConfigurationError(f"{masked(url)} can't be used: {error}") from None
        return cls.from_settings(found | settings, masked(url))

    @classmethod
    def settings_of(cls, url: str) -> dict[str, Any]:
        """Split a URL into settings; `scheme:////folder/file` has the absolute path of a file for a database."""
        parts = urlsplit(url)
        settings: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
        found = {
            "host": parts.hostname,
            "port": parts.port,
            "user": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "database": unquote(parts.path.removeprefix("/")) or None,
        }
        return settings | {name: value for name, value in found.items() if value is not None}

    @classmethod
    def from_environment(cls, prefix: str | None = None) -> Self:
        """Read each setting from the variable `PREFIX` + its name in capitals.

        Raises:
            ConfigurationError: A setting is not valid.
        """
        prefix = cls.environment_prefix if prefix is None else prefix
        values = {
            name: os.environ[prefix + name.upper()] for name in cls.model_fields if prefix + name.upper() in os.environ
        }
        return cls.from_settings(values, f"the environment's {prefix}*")


def known_host(host: str) -> str:
    """Return a host's name as it is compared: in small letters, and one for this machine's own loopback."""
    name = host.lower()
    return "localhost" if name in _LOOPBACK else name


def _reason(item: Any, known: Iterable[str]) -> str:
    name = ".".join(map(str, item["loc"]))
    return (
        f"there is no {name!r}{nearest(name, known)}" if item["type"] == "extra_forbidden" else f"{name}: {item['msg']}"
    )


def masked(url: str) -> str:
    """Return a URL with its password hidden."""
    try:
        parts = urlsplit(url)
        secret = parts.password
    except ValueError:
        return f"{url.split(':', 1)[0]}://…"
    return url.replace(f":{secret}@", ":***@", 1) if secret else url
