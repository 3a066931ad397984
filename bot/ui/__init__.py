"""Discord components, built from artworks."""
