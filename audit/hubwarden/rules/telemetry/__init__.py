"""Rules about telemetry."""
