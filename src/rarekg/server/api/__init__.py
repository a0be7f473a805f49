"""The JSON interface: things, lists, search, single facts, and its own description."""

from rarekg.server.api.routes import blueprint, problem

__all__ = ["blueprint", "problem"]
