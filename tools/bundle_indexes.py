"""Makes the indexes of the built-in bundles that a checkout's program starts with.

    python tools/bundle_indexes.py

A wheel's are made when it is built.
"""

from __future__ import annotations

import sys

from packer_systo.engine.bundle.builtin import write_indexes


def main() -> int:
    for path in write_indexes():
        print(f"made {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
