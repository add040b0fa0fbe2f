"""The commands, one module each; ``composition`` holds what all judging commands have in common."""
