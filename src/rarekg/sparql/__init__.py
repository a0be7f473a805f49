"""The SPARQL service: the protocol without Flask, and isolated workers that run the queries.

A query from outside never runs in a web process. The way of one query::

    protocol  ──>  client  ══ Unix socket ══>  worker  ──>  engine (Oxigraph, read-only)
    (what is       (sends it,                  (a process without network, with a
     asked)         waits for the answer)       memory limit; the pool kills it at the deadline)
"""
