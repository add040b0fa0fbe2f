"""Why pushes do not arrive: from a message that a user met to its causes."""
