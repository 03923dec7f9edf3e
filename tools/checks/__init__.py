"""Checks of what no linter or type checker sees.

`python -m tools.checks` runs all of them, `python -m tools.checks.layers` one; each takes `--help`.
"""
