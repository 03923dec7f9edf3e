"""Validating a new record whose foreign keys are still to come: its parents are saved first, and give them then."""

from __future__ import annotations

from typing import Any

from pydantic_core import SchemaValidator


def draft_validator(model: Any, names: frozenset[str]) -> SchemaValidator:
    """Return a validator of a model for which some fields need no value, made once for each set of them."""
    drafts: dict[frozenset[str], SchemaValidator] = model.__mapping__.drafts
    if names not in drafts:
        drafts[names] = SchemaValidator(_without_required(model.__pydantic_core_schema__, model, names))
    return drafts[names]


class _Draft:
    """Stands for the model in a changed schema: for the model itself pydantic takes the validator that it has."""


def _without_required(schema: Any, model: Any, names: frozenset[str]) -> Any:
    """Copy a core schema with the model's fields of these names defaulting to None, unvalidated."""
    if isinstance(schema, list):
        return [_without_required(item, model, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "model" and schema.get("cls") is model:
        return {**schema, "cls": _Draft, "schema": _with_defaults(schema["schema"], names)}
    return {key: _without_required(item, model, names) for key, item in schema.items()}


def _with_defaults(schema: Any, names: frozenset[str]) -> Any:
    """Go through the validators around a model's fields to the fields."""
    if schema.get("type") != "model-fields":
        return {**schema, "schema": _with_defaults(schema["schema"], names)}
    fields = schema["fields"]
    defaults = {name: {**fields[name], "schema": _defaulting(fields[name]["schema"])} for name in names}
    return {**schema, "fields": {**fields, **defaults}}


def _defaulting(schema: Any) -> dict[str, Any]:
    return {"type": "default", "schema": schema, "default": None}
