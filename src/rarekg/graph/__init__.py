"""Graph: facts become N-Quads, N-Quads become a store; descriptions of it, and its quality."""
