# Two commands for newcomers: make run, make test. Everything else is ./manage NAME (see README).
.PHONY: run test bench
run:
	@python3 manage run $(if $(PORT),--port $(PORT)) $(ARGS)
test:
	@python3 manage test $(ARGS)
bench:
	@python3 manage bench $(ARGS)
