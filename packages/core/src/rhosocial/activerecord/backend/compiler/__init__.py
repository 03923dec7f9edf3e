"""Nodes to text: one default compiler, of which a dialect overrides what differs."""

from ..compiled import CompiledQuery, Decoder, Encoder
from .compiler import Compiler

__all__ = ["CompiledQuery", "Compiler", "Decoder", "Encoder"]
