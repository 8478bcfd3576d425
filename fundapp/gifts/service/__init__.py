"""Acts on gifts."""
