"""Requests over https, and nothing else: bounded in size and time, with errors in our words.

Proxies and certificates come from the environment (`HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`),
credentials from `~/.netrc`. What an error of the library says is never shown: it can hold them.
"""

from __future__ import annotations

import io
import ssl
import time

import msgspec
import requests
from requests.adapters import HTTPAdapter

from packer_systo.engine.errors import SourceError

CONNECT, ANSWER = 10.0, 30.0
"""Seconds until a connection stands, and between two pieces of an answer."""

WHOLE = 300.0
"""Seconds for one answer."""

REDIRECTS = 5


class _Adapter(HTTPAdapter):
    """Gives every request a time limit, and leaves out what comes with errors and redirects; the
    library itself has no limits.
    """

    def send(  # noqa: PLR0917 - the library's signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        del timeout
        response = super().send(request, stream, (CONNECT, ANSWER), verify, cert, proxies)
        if not response.ok or response.is_redirect:
            # Nobody reads what such an answer holds; the library would, all of it.
            response.raw.close()
            response.raw = io.BytesIO()
        return response


def prepare_session(session: requests.Session) -> requests.Session:
    """A session that knows https alone: a redirect to anything else fails."""
    session.adapters.clear()
    session.mount("https://", _Adapter(max_retries=0))
    session.max_redirects = REDIRECTS
    # A few requests in all: nothing has to be kept open, nor closed later.
    session.headers["Connection"] = "close"
    return session


def read_answer(response: requests.Response, largest: int, where: str) -> bytes:
    """The body, of which there are at most `largest` bytes. Raises SourceError."""
    end = time.monotonic() + WHOLE
    parts: list[bytes] = []
    size = 0
    with response:
        # As it is: what the server calls an encoding may be the archive's own compression. And as
        # it comes: waiting for a whole block would give a slow server all the time it likes.
        while part := response.raw.read1(64 * 1024, decode_content=False):
            size += len(part)
            if size > largest:
                raise SourceError(f"the answer is larger than {largest // 1024} KiB", where=where)
            if time.monotonic() > end:
                raise SourceError(f"the answer takes longer than {WHOLE:.0f} seconds", where=where)
            parts.append(part)
    return b"".join(parts)


class Found(msgspec.Struct, frozen=True):
    """What a URL gives. `tag` is the server's ETag of just this content, empty where it gives none."""

    content: bytes
    tag: str = ""


def get(session: requests.Session, url: str, largest: int, where: str) -> bytes | None:
    """What a URL gives, or None where there is nothing (404). Raises SourceError."""
    found = find(session, url, largest, where)
    return None if found is None else found.content


def find(session: requests.Session, url: str, largest: int, where: str) -> Found | None:
    """The same with its tag, for those who will replace it. Raises SourceError."""
    try:
        response = session.get(url, stream=True, headers={"Accept-Encoding": "identity"})
        if response.status_code == 404:
            response.close()
            return None
        if response.status_code != 200:
            response.close()
            raise refused(response.status_code, where)
        tag = response.headers.get("ETag", "")
        return Found(read_answer(response, largest, where), tag)
    except (OSError, ValueError) as error:  # requests' own errors are OSError
        raise problem(error, where) from None


def put(
    session: requests.Session, url: str, content: bytes, where: str, *, instead_of: Found | None
) -> bool:
    """Put a file at a URL (RFC 9110, 9.3.4), in the place of `instead_of`, or where nothing is.

    False: something else is there by now. A server that does not know the condition takes the file.
    Raises SourceError.
    """
    headers = {"Content-Type": "application/octet-stream"}
    if instead_of is None:
        headers["If-None-Match"] = "*"
    elif instead_of.tag and not instead_of.tag.startswith("W/"):
        headers["If-Match"] = instead_of.tag
    try:
        # A redirect is not followed: the file would go to whom nobody named, as a GET or anew.
        response = session.put(url, data=content, headers=headers, allow_redirects=False)
        status = response.status_code
        response.close()
    except (OSError, ValueError) as error:
        raise problem(error, where) from None
    if status in {200, 201, 204}:
        return True
    if status == 412:
        return False
    if status in {405, 501}:
        raise SourceError(
            f"the server takes no files ({status})",
            where=where,
            hint="it has to allow PUT, as artifact repositories and WebDAV do; or push into a "
            "folder, and let the web server serve that",
        )
    if 300 <= status < 400:
        raise SourceError(
            f"the server leads elsewhere ({status})", where=where, hint="name that address itself"
        )
    raise refused(status, where)


def refused(status: int, where: str) -> SourceError:
    """The error for a status that is not success."""
    if status in {401, 403}:
        return SourceError(
            f"the server wants other credentials ({status})",
            where=where,
            hint="for https they come from ~/.netrc, for a registry from ~/.docker/config.json",
        )
    return SourceError(f"the server answers {status}", where=where)


def is_broken_off(error: Exception) -> bool:
    """Whether a connection with TLS ended in the middle: a server may close one that is being reused."""
    causes = [error, *error.args]
    causes += [getattr(one, "reason", None) for one in error.args]
    causes += [inner for one in causes if one is not None for inner in getattr(one, "args", ())]
    return any(isinstance(one, ssl.SSLEOFError | ssl.SSLZeroReturnError) for one in causes)


def _why_not(error: requests.exceptions.ConnectionError) -> str:
    """The kind of failure, where it is one that says what to look at."""
    import urllib3

    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        return ": there is no such host"
    cause = getattr(reason, "__cause__", None)
    if isinstance(cause, ConnectionRefusedError):
        return ": nothing listens at its port"
    return ""


def problem(error: Exception, where: str) -> SourceError:
    """The error for what the library raised, of which only the kind is told."""
    import urllib3

    match error:
        case requests.exceptions.SSLError() if is_broken_off(error):
            return SourceError("the server broke the connection off", where=where)
        case requests.exceptions.SSLError():
            return SourceError(
                "the server's certificate is not trusted",
                where=where,
                hint="REQUESTS_CA_BUNDLE names a file with the certificates of your own CA",
            )
        case requests.exceptions.ProxyError():
            return SourceError("the proxy cannot be reached, or refuses", where=where)
        case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError():
            return SourceError("the server does not answer in time", where=where)
        case requests.exceptions.TooManyRedirects():
            return SourceError(f"it leads on more than {REDIRECTS} times", where=where)
        case requests.exceptions.InvalidSchema():
            return SourceError("it leads to an address that is not https", where=where)
        case requests.exceptions.ConnectionError():
            return SourceError(
                f"the server cannot be reached{_why_not(error)}",
                where=where,
                hint="is the address right, and the network there?",
            )
        case _:
            return SourceError(f"the answer cannot be read ({type(error).__name__})", where=where)
