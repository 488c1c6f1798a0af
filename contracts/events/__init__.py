"""Event models by exchange, type and version."""
