"""Cases about the suite itself."""
