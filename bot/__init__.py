"""A Discord bot that posts algorithmic art, drawn by its own programs."""

__version__ = "0.1.0"
