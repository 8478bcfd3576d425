"""Long work: a row is the truth, huey only runs it. Knows no room; a room registers a runner for its kind of job."""
