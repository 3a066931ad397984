"""One file per style. A new file here is a new style; no other file changes."""
