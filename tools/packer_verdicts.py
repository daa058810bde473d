"""Record what Packer says of small templates: `tests/engine/template/packer_verdicts.jsonl`.

    python tools/packer_verdicts.py path/to/packer

Each line of the file holds a template; its `refused` and `line` (of the first diagnostic that names
one, else 0) are written anew from `packer validate`, which runs without plugins, in an empty
configuration and offline. To add a case, add a line with `name`, `file` and `text`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).parent.parent / "tests" / "engine" / "template" / "packer_verdicts.jsonl"
PLACE = re.compile(r"^  on \S+ line (\d+)", re.MULTILINE)


def main() -> None:
    """Write the verdicts of the Packer that is named."""
    (packer,) = sys.argv[1:]
    lines: list[str] = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        refused, at = verdict(os.path.abspath(packer), case["file"], case["text"])
        case |= {"refused": refused, "line": at}
        lines.append(json.dumps(case, ensure_ascii=False))
    CASES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} templates")


def verdict(packer: str, name: str, text: str) -> tuple[bool, int]:
    """Whether Packer refuses a template, and the line that it names."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_text(text, encoding="utf-8")
        ran = subprocess.run(
            [packer, "validate", name],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": folder,
                "PACKER_CONFIG_DIR": folder,
                "PACKER_PLUGIN_PATH": os.path.join(folder, "plugins"),
                "PACKER_NO_COLOR": "1",
                "CHECKPOINT_DISABLE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    place = PLACE.search(ran.stdout + ran.stderr)
    return ran.returncode != 0, int(place[1]) if place is not None else 0


if __name__ == "__main__":
    main()
