"""One thread's connection to one OPA server, through opa-python-client.

The client's own retries are off: which server is asked next is the engine's to decide. Answers are
bounded in size and time, redirects are not followed, and proxies and `.netrc` of the environment
count for nothing: they would override the token and the CA that the user named.
"""

from __future__ import annotations

import re
import time
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec
import requests
from opa_client import OpaClient
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3 import HTTPResponse

    from packer_systo.engine.judgment.engines.server_access import Access, Server
    from packer_systo.engine.template.document import JSON

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes."""

Found = TypeVar("Found")

_STRICT = "strict-builtin-errors=true&provenance=true"
_CHUNK = 256 * 1024
_REFUSED = frozenset({401, 403})


class ServerGoneError(Exception):
    """A server that cannot be asked, or does not answer. Another one may."""

    def __init__(self, message: str, *, late: bool = False) -> None:
        super().__init__(message)
        self.late = late


class WrongServerError(Exception):
    """A server that answers, but not as the policy service that is meant. No other one is asked."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class RuleFailedError(Exception):
    """A rule that the server cannot evaluate on a document; `file` and `line` where OPA says so."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


class Answered(msgspec.Struct, frozen=True):
    """The value of what was asked for, UNSET where it is undefined, and who says so.

    `provenance` are the bundles that the server judged by, and their revisions, as JSON.
    """

    value: msgspec.Raw | msgspec.UnsetType = msgspec.field(name="result", default=msgspec.UNSET)
    provenance: msgspec.Raw = msgspec.Raw(b"null")


class Module(msgspec.Struct, frozen=True):
    """A policy of the server: its name there, its package, its text."""

    name: str
    package: str
    text: str


_answers = msgspec.json.Decoder(Answered)


class Connection:
    """Belongs to one thread. All methods raise ServerGoneError and WrongServerError."""

    def __init__(self, server: Server, access: Access) -> None:
        self.server = server
        self._client = _Client(
            host=server.host,
            port=server.port,
            ssl=(access.ca_file or True) if server.secure else False,
            cert=(access.certificate_file, access.key_file) if access.certificate_file else None,
            token=access.token or None,
            retries=0,
            timeout=access.seconds,
        )

    def close(self) -> None:
        self._client.close_connection()

    def healthy(self) -> bool:
        return self._client.check_health()

    def evaluate(self, path: str, document: str) -> Answered:
        """The value at a path below `data` for a document (JSON). Raises RuleFailedError."""
        return self._asked(lambda: self._client.query_document(path, document))

    def modules(self) -> list[Module]:
        """Every policy that the server has."""
        listed = self._object(self._client.list_policies)
        try:
            policies = msgspec.convert(listed, _Policies).result
        except msgspec.ValidationError:
            raise WrongServerError("its list of policies has not the form of OPA's") from None
        return [
            Module(one.id, ".".join(str(part.value) for part in one.ast.package.path[1:]), one.raw)
            for one in policies
        ]

    def data(self, path: str) -> JSON | msgspec.UnsetType:
        """Data of the server at a path; UNSET where it has none."""
        found = self._object(lambda: self._client.data_at(path))
        return cast("JSON", found["result"]) if "result" in found else msgspec.UNSET

    def upload(self, name: str, text: str) -> None:
        self._asked(lambda: self._client.put_policy(name, text))

    def upload_data(self, path: str, data: JSON) -> None:
        self._asked(lambda: self._client.put_data(path, data))

    def _object(self, ask: Callable[[], object]) -> dict[str, object]:
        found = self._asked(ask)
        if not isinstance(found, dict):
            raise WrongServerError(_FORM, _NO_OPA)
        return cast("dict[str, object]", found)

    def _asked(self, ask: Callable[[], Found]) -> Found:
        try:
            return ask()
        except requests.exceptions.Timeout:
            raise ServerGoneError(
                f"it gave no answer within {self._client.timeout:g} s", late=True
            ) from None
        except requests.exceptions.SSLError as error:
            raise WrongServerError(f"TLS fails: {_tls_reason(error)}", _TLS_HINT) from None
        except requests.exceptions.HTTPError as error:
            raise _refusal(error.response) from None
        except msgspec.ValidationError:
            raise WrongServerError(_FORM, _NO_OPA) from None
        except (requests.exceptions.JSONDecodeError, msgspec.DecodeError, UnicodeDecodeError):
            raise WrongServerError("its answer is not JSON", _NO_OPA) from None
        except requests.exceptions.RequestException as error:
            raise ServerGoneError(_connection_reason(error)) from None
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else type(error).__name__
            raise WrongServerError(f"it cannot be asked: {reason}") from None


_FORM = "its answer has not the form of OPA's"
_NO_OPA = "is this the address of an OPA server?"
_TLS_HINT = "name the CA with `ca-file`, and for mutual TLS `certificate-file` and `key-file`"


class _Client(OpaClient):
    """opa-python-client with bounded answers, and what it has no call for."""

    def _init_session(self) -> requests.Session:
        session = super()._init_session()
        session.trust_env = False
        session.max_redirects = 0
        # To pack answers and unpack them costs both sides more than a near network takes for them.
        session.headers["Accept-Encoding"] = "identity"
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Bounded(self.timeout))
        self._own = session
        return session

    def query_document(self, path: str, document: str) -> Answered:
        """`query_rule` for what is JSON already."""
        answer = self._own.post(
            f"{self.root_url}/data/{path.replace('.', '/')}?{_STRICT}",
            data=f'{{"input":{document}}}'.encode(),
            headers={"Content-Type": "application/json"},
            timeout=self.timeout,
        )
        answer.raise_for_status()
        return _answers.decode(answer.content)

    def list_policies(self) -> dict[str, object]:
        """`get_policies_info` leaves out the texts."""
        return self._json(self._own.get(f"{self.root_url}/policies", timeout=self.timeout))

    def data_at(self, path: str) -> dict[str, object]:
        """`get_data` cannot tell what is not there from a refusal."""
        return self._json(self._own.get(f"{self.root_url}/data/{path}", timeout=self.timeout))

    def put_policy(self, name: str, text: str) -> bool:
        answer = self._own.put(
            f"{self.root_url}/policies/{name}",
            data=text.encode(),
            headers={"Content-Type": "text/plain"},
            timeout=self.timeout,
        )
        answer.raise_for_status()
        return True

    def put_data(self, path: str, data: JSON) -> bool:
        answer = self._own.put(f"{self.root_url}/data/{path}", json=data, timeout=self.timeout)
        answer.raise_for_status()
        return True

    @staticmethod
    def _json(answer: requests.Response) -> dict[str, object]:
        answer.raise_for_status()
        found: dict[str, object] = answer.json()
        return found


class _Bounded(HTTPAdapter):
    """Reads the whole of an answer within a size and a time, whatever the server sends."""

    def __init__(self, seconds: float) -> None:
        super().__init__(max_retries=0)
        self._seconds = seconds

    def send(  # noqa: PLR0917 - the signature is that of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        del stream
        began = time.monotonic()
        response = super().send(
            request, stream=True, timeout=timeout, verify=verify, cert=cert, proxies=proxies
        )
        try:
            response.raw = BytesIO(self._read(response, began))
        except requests.exceptions.RequestException:  # some are urllib3's errors as well
            raise
        except ProtocolError:
            raise requests.exceptions.ConnectionError("RemoteDisconnected") from None
        except ReadTimeoutError:
            raise requests.exceptions.ReadTimeout from None
        except HTTPError as error:
            raise requests.exceptions.ContentDecodingError(type(error).__name__) from None
        return response

    def _read(self, response: requests.Response, began: float) -> bytes:
        raw: HTTPResponse = response.raw
        try:
            content = self._content(raw, response.is_redirect, began)
        except BaseException:  # what is left of the answer must not be taken for the next one
            raw.close()
            raise
        raw.release_conn()
        return content

    def _content(self, raw: HTTPResponse, redirects: bool, began: float) -> bytes:
        if redirects:
            raise requests.exceptions.TooManyRedirects("it sends elsewhere")
        content = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > LARGEST_ANSWER:
                raise requests.exceptions.ContentDecodingError("its answer is too large")
            if time.monotonic() - began > self._seconds:
                raise requests.exceptions.ReadTimeout
        return bytes(content)


class _Location(msgspec.Struct):
    file: str = ""
    row: int = 0


class _Error(msgspec.Struct):
    message: str
    code: str = ""
    location: _Location = msgspec.field(default_factory=_Location)


class _Refusal(msgspec.Struct):
    code: str = ""
    message: str = ""
    errors: list[_Error] = []


class _Term(msgspec.Struct):
    value: str | int


class _Package(msgspec.Struct):
    path: list[_Term]


class _Ast(msgspec.Struct):
    package: _Package


class _Policy(msgspec.Struct):
    id: str
    raw: str
    ast: _Ast


class _Policies(msgspec.Struct):
    result: list[_Policy] = []


def _refusal(answer: requests.Response | None) -> Exception:
    """What an answer of code 400 or more means."""
    if answer is None:
        return ServerGoneError("the connection fails")
    code = answer.status_code
    if code in _REFUSED:
        return WrongServerError(
            f"it refuses to answer (HTTP {code})",
            "give its token with `token-file` or `token-variable`; it must allow GET /v1/policies, "
            "GET and POST below /v1/data",
        )
    try:
        refusal = msgspec.json.decode(answer.content, type=_Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        refusal = _Refusal()
    for error in refusal.errors:
        if error.code.startswith("eval_") and error.code != "eval_cancel_error":
            return RuleFailedError(_short(error.message), error.location.file, error.location.row)
    said = "".join(
        f": {_short(message)}"
        for message in (refusal.message, *(error.message for error in refusal.errors[:1]))
        if message
    )
    if 400 <= code < 500 and code != 429:
        return WrongServerError(f"it answers with HTTP {code}{said}", _hint(refusal))
    return ServerGoneError(f"it answers with HTTP {code}{said}")


def _hint(refusal: _Refusal) -> str:
    if "owned by bundle" in refusal.message:
        return (
            "it has loaded a bundle with these policies itself: ask without uploading, "
            "and update the bundle that it loads"
        )
    return "" if refusal.code else _NO_OPA


def _connection_reason(error: Exception) -> str:
    text = str(error)
    for part, words in (
        ("Connection refused", "the connection is refused"),
        ("Name or service not known", "there is no host of this name"),
        ("nodename nor servname", "there is no host of this name"),
        ("Temporary failure in name resolution", "its name cannot be resolved"),
        ("too large", "its answer is too large"),
        ("sends elsewhere", "it sends elsewhere, which is not followed"),
        ("RemoteDisconnected", "it closed the connection without an answer"),
        ("reset by peer", "it closed the connection without an answer"),
    ):
        if part in text:
            return words
    return f"the connection fails ({type(error).__name__})"


def _tls_reason(error: Exception) -> str:
    found = re.search(
        r"certificate verify failed: ([^(\"']{1,120})|\[SSL: ([A-Z0-9_]{1,60})\]", str(error)
    )
    if found is None:
        return "no secure connection can be made"
    return (found.group(1) or found.group(2).lower().replace("_", " ")).strip()


def _short(text: str) -> str:
    return " ".join(text.split())[:300]
