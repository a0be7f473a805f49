"""Substances: how their names are compared, and which names join what sources describe apart."""
