"""Records: the typed read model. Pages, API, widgets and the index see these, never triples."""
