"""The commands, one module each; ``composition`` is what all that judge have in common."""
