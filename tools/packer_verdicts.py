"""Record what Packer says of small templates: `tests/engine/template/packer_verdicts.jsonl`.

    python tools/packer_verdicts.py path/to/packer [NAME…]

Each line of the file holds a template (see `tests/packer_cases.py`); what Packer says of it is
written anew, of all or of those that are named. To add a case, add a line with `name` and `files`.
"""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / folder) for folder in ("engine", "tests", "proof")]

from packer_cases import ask, read_cases, write_cases  # noqa: E402 - the folders are put on the path above


def main() -> None:
    """Write what the Packer that is named says."""
    packer, *names = sys.argv[1:]
    cases = [
        ask(packer, case) if not names or case.name in names else case for case in read_cases()
    ]
    write_cases(cases)
    print(f"{len(cases)} templates")


if __name__ == "__main__":
    main()
