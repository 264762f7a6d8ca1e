"""What each command does: parsed arguments in, an exit code out."""
