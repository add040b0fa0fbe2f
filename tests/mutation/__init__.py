"""Mutation testing of the rules: each rule is changed in small ways, and its own tests must notice."""
