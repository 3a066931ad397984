"""A Discord bot that posts algorithmic art, drawn by its own programs."""
