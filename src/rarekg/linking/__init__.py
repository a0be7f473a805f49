"""Linking: which thing of the graph a text in a record means, and how sure that is."""
