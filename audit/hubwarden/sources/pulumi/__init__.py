"""Resources as Pulumi registers them, whatever tells of them: a run, a document or the engine."""
