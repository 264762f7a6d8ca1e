"""`python -m mappinglint`: the same as the command `mappinglint`."""

import os
import sys

if __name__ == "__main__":
    # Python puts the current folder first. Nothing may be imported from what is linted: a
    # configuration in there can name plugins.
    if os.path.realpath(sys.path[0] or os.curdir) == os.path.realpath(os.curdir):
        del sys.path[0]

    from mappinglint.cli import main

    sys.exit(main())
