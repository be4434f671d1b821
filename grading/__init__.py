"""The instructors' room: notebooks derived from their sources, pages for readers, grades for classes."""
