"""The benches on the command line, those of one kind in one file."""
