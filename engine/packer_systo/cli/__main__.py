"""`python -m packer_systo.cli`."""

from __future__ import annotations

import sys

from packer_systo.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
