"""The record: its class, its state, and how it is written and found."""

from .active_record import ActiveRecord

__all__ = ["ActiveRecord"]
