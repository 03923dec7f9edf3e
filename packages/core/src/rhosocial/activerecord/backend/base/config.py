"""The settings of a connection, from keywords, a URL or the environment."""

from __future__ import annotations

import os
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import Self

from ...interface.errors import ConfigurationError


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

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read the settings from `scheme://user:password@host:port/database?setting=value`.

        Raises:
            ConfigurationError: The URL or a setting in it is not valid; secrets are not shown.
        """
        try:
            return cls(**cls.settings_of(url))
        except (ValidationError, ValueError) as error:
            raise ConfigurationError(f"{masked(url)} can't be used: {_reasons(error)}") from None

    @classmethod
    def settings_of(cls, url: str) -> dict[str, Any]:
        """Split a URL into settings."""
        parts = urlsplit(url)
        settings: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
        found = {
            "host": parts.hostname,
            "port": parts.port,
            "user": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "database": unquote(parts.path.lstrip("/")) or None,
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
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigurationError(f"the environment's {prefix}* can't be used: {_reasons(error)}") from None


def _reasons(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors(include_input=False))


def masked(url: str) -> str:
    """Return a URL with its password hidden."""
    try:
        parts = urlsplit(url)
        secret = parts.password
    except ValueError:
        return f"{url.split(':', 1)[0]}://…"
    return url.replace(f":{secret}@", ":***@", 1) if secret else url
