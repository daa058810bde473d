# What of cel-expr-python we use.

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

class Activation: ...
class CelExtensionBase: ...

class Type:
    BOOL: ClassVar[Type]
    DYN: ClassVar[Type]
    ERROR: ClassVar[Type]
    NULL: ClassVar[Type]
    INT: ClassVar[Type]
    MAP: ClassVar[Type]
    STRING: ClassVar[Type]
    TIMESTAMP: ClassVar[Type]
    def name(self) -> str: ...

class Value:
    def plain_value(self) -> object: ...
    def type(self) -> Type: ...
    def value(self) -> object: ...

class Expression:
    def eval(self, activation: Activation) -> Value: ...
    def serialize(self) -> bytes: ...

class Env:
    def Activation(self, data: Mapping[str, object]) -> Activation: ...  # noqa: N802 - their name
    def compile(self, expression: str, disable_check: bool = ...) -> Expression: ...
    def deserialize(self, serialized: bytes) -> Expression: ...

class Overload:
    def __init__(
        self,
        id: str,
        return_type: Type,
        parameters: Sequence[Type],
        is_member: bool,
        impl: Callable[..., object],
    ) -> None: ...

class FunctionDecl:
    def __init__(self, name: str, overloads: Sequence[Overload]) -> None: ...

def NewEnv(  # noqa: N802 - their name
    *,
    variables: Mapping[str, Type],
    extensions: Sequence[CelExtensionBase] | None = ...,
    functions: Sequence[FunctionDecl] | None = ...,
) -> Env: ...
