from __future__ import annotations

import os

import pytest

from packer_systo.engine.cache.location import default_folder


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/packer-systo"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/packer-systo"),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/packer-systo"),
        ({}, ""),
    ],
)
def test_the_folder_of_the_cache(environment: dict[str, str], folder: str) -> None:
    assert default_folder(environment) == folder
