class Container:
    registry: str
    namespace: str | None
    repository: str
    tag: str
    def __init__(self, name: str, registry: str | None = None) -> None: ...
    @property
    def api_prefix(self) -> str: ...
