"""`python -m mappinglint`, and the command `mappinglint`, which does the same."""

import os
import sys


def main() -> int:
    """Run the command line and return its exit code. An interrupt counts before all is imported."""
    try:
        from mappinglint.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130  # as mappinglint.console has it


if __name__ == "__main__":
    # Python puts the current folder first. Nothing may be imported from what is linted: a
    # configuration in there can name plugins.
    if os.path.realpath(sys.path[0] or os.curdir) == os.path.realpath(os.curdir):
        del sys.path[0]

    sys.exit(main())
