"""Keys that need no server to be made."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from ...base.active_record import ActiveRecord
from ...interface.errors import ConfigurationError
from ..column import Column


class UUID7Maker:
    """Makes UUIDs of version 7 (RFC 9562), each greater than the last of this process."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> uuid.UUID:
        with self._lock:
            now = time.time_ns()
            # 48 bits of milliseconds, then 12 bits that tell moments within one apart
            moment = (now // 1_000_000 << 12) | (now % 1_000_000 * 4096 // 1_000_000)
            self._last = moment = max(moment, self._last + 1)
        version_and_fraction = 7 << 12 | (moment & 0xFFF)
        return uuid.UUID(int=(moment >> 12 << 80) | version_and_fraction << 64 | 2 << 62 | secrets.randbits(62))


uuid7 = UUID7Maker()
_MAKERS: dict[int, Callable[[], uuid.UUID]] = {4: uuid.uuid4, 7: uuid7}


class UUIDMixin(ActiveRecord):
    """Gives records a UUID for a key as they are made: of version 7, which sorts by time, or of version 4.

    Attributes:
        __uuid_version__: 7, or 4 for keys that tell nobody when they were made.

    Examples:
        >>> class Document(UUIDMixin, ActiveRecord):
        ...     __uuid_version__ = 4
        ...     title: str
        >>> Document(title="Keys").id
        UUID('3f0c6a2e-…')
    """

    __abstract__ = True
    __uuid_version__: ClassVar[Literal[4, 7]] = 7
    model_config = ConfigDict(defer_build=True)

    id: Annotated[uuid.UUID, Column(primary_key=True)] = Field(default_factory=uuid7)

    def __init_subclass__(cls, **settings: Any) -> None:
        version = cls.__dict__.get("__uuid_version__")
        if version is not None and "id" not in cls.__dict__:
            if version not in _MAKERS:
                raise ConfigurationError(f"{cls.__name__}.__uuid_version__ is {version!r}: 4 or 7")
            cls.id = Field(default_factory=_MAKERS[version])
        super().__init_subclass__(**settings)
