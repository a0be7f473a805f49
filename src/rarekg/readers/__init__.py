"""Readers: one module per upstream format; a file becomes an iterator of facts.

A reader streams (its memory does not grow with the file), interprets strictly (each field is
used, listed as ignored in the manifest, or reported), and raises BadSource only for a file
that is damaged as a whole; a bad record is noted in the report and left out.
"""
