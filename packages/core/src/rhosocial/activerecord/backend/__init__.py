"""Backends: from statements as nodes to rows, on any database."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
