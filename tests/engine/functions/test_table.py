from __future__ import annotations

import subprocess
import sys

from packer_systo.engine.functions.table import NAMES, find, find_for_defaults


def test_each_name_leads_to_the_function_of_that_name() -> None:
    for name in NAMES:
        function = find(name)
        assert function is not None
        assert function.name == name


def test_other_names_lead_nowhere() -> None:
    assert find("uper") is None
    assert find("FUNCTIONS") is None


def test_env_exists_for_the_defaults_of_variables_only() -> None:
    assert find("env") is None
    function = find_for_defaults("env")
    assert function is not None
    assert function.name == "env"
    assert find_for_defaults("upper") is find("upper")


def test_families_are_imported_when_they_are_used() -> None:
    program = (
        "import sys\n"
        "from packer_systo.engine.functions.table import NAMES, find\n"
        "find('upper')\n"
        "print(sorted(m for m in sys.modules if m.startswith('packer_systo.engine.functions.')))\n"
        "print([m for m in ('yaml', 're2', 'json', 'fractions', 'bcrypt') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    modules, others = done.stdout.splitlines()
    assert "'packer_systo.engine.functions.strings'" in modules
    assert "'packer_systo.engine.functions.yaml'" not in modules
    assert others == "[]"
