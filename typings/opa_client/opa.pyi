from collections.abc import Mapping

from requests import Session

class OpaClient:
    root_url: str
    timeout: float
    def __init__(
        self,
        *,
        host: str = ...,
        port: int = ...,
        ssl: bool | str = ...,
        cert: tuple[str, str] | None = ...,
        token: str | None = ...,
        retries: int = ...,
        timeout: float = ...,
    ) -> None: ...
    def _init_session(self) -> Session: ...
    def close_connection(self) -> None: ...
    def check_health(self) -> bool: ...
    def get_data(self, data_name: str = ...) -> dict[str, object]: ...
    def query_rule(
        self,
        input_data: object,
        package_path: str,
        rule_name: str | None = ...,
        query_params: Mapping[str, object] | None = ...,
    ) -> dict[str, object]: ...
    def update_policy_from_string(
        self, new_policy: str, endpoint: str, rego_compat: bool = ...
    ) -> bool: ...
    def update_or_create_data(self, new_data: Mapping[str, object], endpoint: str) -> bool: ...
