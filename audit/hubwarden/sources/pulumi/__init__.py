"""Resources as Pulumi registers them, from a run, a document or the engine."""
