"""`python -m mappinglint`."""

import sys

from mappinglint.cli import main

if __name__ == "__main__":
    sys.exit(main())
