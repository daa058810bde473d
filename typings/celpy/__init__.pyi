# What of cel-python we use; its own annotations name partly unknown types.

from collections.abc import Callable, Mapping

from celpy.evaluation import Activation, Tree

class Runner:
    def evaluate(self, context: Mapping[str, object]) -> object: ...

class InterpretedRunner(Runner):
    ast: Tree
    def __init__(
        self,
        environment: Environment,
        ast: object,
        functions: Mapping[str, Callable[..., object]] | None = ...,
    ) -> None: ...
    def new_activation(self) -> Activation: ...

class Environment:
    def __init__(self, *, runner_class: type[Runner] | None = ...) -> None: ...
    def compile(self, text: str) -> object: ...
    def program(
        self, expr: object, functions: Mapping[str, Callable[..., object]] | None = ...
    ) -> Runner: ...
