from typing import Protocol

import requests
from oras.container import Container

class _Auth(Protocol):
    def load_configs(self, container: Container, configs: list[str] | None = None) -> None: ...

class Registry:
    hostname: str | None
    session: requests.Session
    auth: _Auth
    def __init__(
        self,
        hostname: str | None = None,
        insecure: bool = False,
        tls_verify: bool | str = True,
        auth_backend: str = "token",
    ) -> None: ...
    def upload_blob(
        self, blob: str, container: Container, layer: dict[str, object]
    ) -> requests.Response: ...
    def upload_manifest(
        self, manifest: dict[str, object], container: Container
    ) -> requests.Response: ...
    def do_request(
        self,
        url: str,
        method: str = "GET",
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
        json: dict[str, object] | None = None,
        stream: bool = False,
    ) -> requests.Response: ...
