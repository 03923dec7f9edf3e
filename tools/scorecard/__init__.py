"""Renders the documentation's table of backends from the scorecards that the conformance suite writes."""
