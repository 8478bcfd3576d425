"""The demo world: one believable province of invented people, made through the services and the same from run to run."""
