"""Acts on loans that are out: money that came is allocated, what was agreed anew is decided by two people, each month is classified."""
