"""Functions of OPA that regorus has otherwise, put in their place: the same findings in both.

A parity test compares each with the program `opa`. Everything that evaluates Rego with regorus
adds them, unit tests and branches of bundles too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.engines import (
    go_format,
    go_glob,
    go_numbers,
    go_query,
    go_regex,
    go_text,
    go_units,
)

if TYPE_CHECKING:
    import regorus


def add_builtins(engine: regorus.Engine) -> None:
    # regorus' own compile the pattern each time and follow Rust, where `\w` is Unicode's.
    engine.add_extension("regex.find_all_string_submatch_n", 3, go_regex.find_all_string_submatch_n)
    engine.add_extension("regex.find_n", 3, go_regex.find_n)
    engine.add_extension("regex.is_valid", 1, go_regex.is_valid)
    engine.add_extension("regex.match", 2, go_regex.match)
    engine.add_extension("regex.replace", 3, go_regex.replace)
    engine.add_extension("regex.split", 2, go_regex.split)
    engine.add_extension("regex.template_match", 4, go_regex.template_match)
    engine.add_extension("glob.match", 3, go_glob.match)
    engine.add_extension("glob.quote_meta", 1, go_glob.quote_meta)
    engine.add_extension("indexof", 2, go_text.index_of)
    engine.add_extension("lower", 1, go_text.lower)
    engine.add_extension("semver.compare", 2, go_text.compare_versions)
    engine.add_extension("semver.is_valid", 1, go_text.is_version)
    engine.add_extension("sprintf", 2, go_format.sprintf)
    engine.add_extension("strings.count", 2, go_text.count)
    engine.add_extension("strings.replace_n", 2, go_text.replace_n)
    engine.add_extension("to_number", 1, go_numbers.to_number)
    engine.add_extension("units.parse", 1, go_units.parse)
    engine.add_extension("units.parse_bytes", 1, go_units.parse_bytes)
    engine.add_extension("urlquery.decode", 1, go_query.decode)
    engine.add_extension("urlquery.decode_object", 1, go_query.decode_object)
    engine.add_extension("urlquery.encode", 1, go_query.encode)
    engine.add_extension("urlquery.encode_object", 1, go_query.encode_object)
    engine.add_extension("upper", 1, go_text.upper)
