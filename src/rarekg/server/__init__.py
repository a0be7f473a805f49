"""The web server: blueprints that parse a request, call what answers it, and render."""
