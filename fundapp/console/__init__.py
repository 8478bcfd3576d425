"""Each role's home page and the global search: asks every room what waits and what is found; holds no rows of its own."""
