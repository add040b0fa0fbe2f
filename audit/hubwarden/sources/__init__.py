"""Where an estate is read from. Each source is named on the command line as ``kind:rest``."""
