"""Pictures that the server draws: pure functions from what a page knows to a small geometry, which
the macros of `web/templates/pictures` write as SVG, with the same as a table behind it."""
