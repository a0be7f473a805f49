"""Widgets: pieces of the graph for other sites. One answer (`model.Widget`), made once, is shown in
four ways: as JSON, as a page for a frame, as an element of a script, as a picture.
"""
