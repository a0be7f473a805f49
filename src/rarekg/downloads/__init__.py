"""Downloads: the files that a release offers, what is in them, and under which licence."""
