"""`python -m fundapp NAME`: the commands of the program."""

from fundapp.cli import main

main()
