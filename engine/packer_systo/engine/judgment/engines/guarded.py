"""regorus behind a border: its own defects are errors like all others.

Where regorus finds itself in a state that it does not expect, it panics, and Python sees an exception
that is no `Exception`: nothing would catch it, and the run would end with a traceback. Here it is a
`RuntimeError` as for whatever else cannot be evaluated. What the engine holds afterwards is not known,
so it answers nothing any more.

All that evaluates Rego with regorus does so with this engine, unit tests and branches of bundles too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import regorus

from packer_systo.engine.judgment.engines.go_builtins import add_builtins

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.template.document import JSON

P = ParamSpec("P")
T = TypeVar("T")

_PANIC = "PanicException"
"""The class' name; pyo3, which defines it, lets nobody import it."""


class PanicError(RuntimeError):
    """regorus came upon a defect of its own."""


class GuardedEngine:
    """Rego v1 with OPA's builtins. Each method raises RuntimeError for what cannot be done."""

    def __init__(self) -> None:
        self._engine = regorus.Engine()
        self.broken = False
        self._engine.set_rego_v0(False)
        # Prints of a rule would mix with the report.
        self._engine.set_gather_prints(True)
        add_builtins(self._engine)

    def add_policy(self, file: str, text: str) -> None:
        self._guarded(self._engine.add_policy, file, text)

    def add_data_json(self, data: str) -> None:
        self._guarded(self._engine.add_data_json, data)

    def set_input_json(self, document: str) -> None:
        self._guarded(self._engine.set_input_json, document)

    def eval_rule_as_json(self, rule: str) -> str:
        return self._guarded(self._engine.eval_rule_as_json, rule)

    def eval_query_as_json(self, query: str) -> str:
        return self._guarded(self._engine.eval_query_as_json, query)

    def get_ast_as_json(self) -> str:
        return self._guarded(self._engine.get_ast_as_json)

    def add_extension(self, name: str, arguments: int, function: Callable[..., JSON]) -> None:
        self._engine.add_extension(name, arguments, function)

    def set_enable_coverage(self, enable: bool) -> None:
        self._engine.set_enable_coverage(enable)

    def get_coverage_report_as_json(self) -> str:
        return self._guarded(self._engine.get_coverage_report_as_json)

    def take_prints(self) -> list[str]:
        return self._guarded(self._engine.take_prints)

    def _guarded(self, call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        if self.broken:
            raise PanicError("error: the embedded engine has failed before")
        try:
            return call(*given, **named)
        except Exception:
            raise
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
            self.broken = True
            said = " ".join(str(error).split())
            raise PanicError(
                f"error: the embedded engine failed on it, by a defect of its own: {said}"
            ) from None
