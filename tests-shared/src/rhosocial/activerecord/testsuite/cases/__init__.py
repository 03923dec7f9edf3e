"""The cases, a folder for each subject."""
