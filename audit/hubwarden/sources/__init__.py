"""The readers of estates. A source is named on the command line as ``kind:rest``."""
