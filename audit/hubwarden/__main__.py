"""``python -m hubwarden``."""

from hubwarden.cli import main

main()
