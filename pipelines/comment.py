"""Writes a Markdown report as the only comment of Hubwarden on a pull request: created once, then replaced.

    comment.py github|gitlab|azure-devops REPORT.md

Address, pull request and token come from the variables that the service sets for its jobs; the pipeline has to pass
on only the token. Needs nothing but Python's standard library. Exit codes: 0: the comment was written; 2: it was
not.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

MARK: Final = "<!-- hubwarden -->"
"""The beginning of a Markdown report of Hubwarden."""
_PAGE: Final = 100
_SECONDS: Final = 30

Ask = Callable[[str, str, Any], Any]
"""Takes method, address and JSON body of a request; returns the JSON answer."""


class CommentError(Exception):
    """Raised with the reason why the comment could not be written; the text contains no token."""


def main(arguments: list[str]) -> int:
    """Write the comment; return the exit code."""
    try:
        service, path = arguments
        write = _SERVICES[service]
    except (ValueError, KeyError):
        print(f"usage: comment.py {'|'.join(_SERVICES)} REPORT.md", file=sys.stderr)  # noqa: T201
        return 2
    try:
        write(_report(path))
    except CommentError as error:
        print(f"comment.py: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _report(path: str) -> str:
    """Return the text of a report; raises ``CommentError`` where the file is not one."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CommentError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommentError(f"{path} is no text in UTF-8") from None
    if not text.startswith(MARK):
        raise CommentError(f"{path} is no report in Markdown: it does not begin with {MARK}")
    return text


def _github(text: str) -> None:
    """Write the comment with ``GITHUB_TOKEN`` (pull-requests: write) on pull request ``PULL_REQUEST``."""
    ask = _asking({"Authorization": f"Bearer {_variable('GITHUB_TOKEN')}"})
    repository = f"{_variable('GITHUB_API_URL')}/repos/{_variable('GITHUB_REPOSITORY')}"
    comments = f"{repository}/issues/{_variable('PULL_REQUEST')}/comments"
    # Anybody can begin a comment with the mark, so only a comment of this pipeline's account is replaced.
    author = os.environ.get("COMMENT_AUTHOR") or "github-actions[bot]"
    for found in _pages(ask, comments):
        if found["user"]["login"] == author and _is_ours(found["body"]):
            ask("PATCH", f"{repository}/issues/comments/{found['id']}", {"body": text})
            return
    ask("POST", comments, {"body": text})


def _gitlab(text: str) -> None:
    """Write the comment with ``GITLAB_TOKEN``, an access token of the project with the scope ``api``."""
    ask = _asking({"PRIVATE-TOKEN": _variable("GITLAB_TOKEN")})
    api = _variable("CI_API_V4_URL")
    request = f"{_variable('CI_PROJECT_ID')}/merge_requests/{_variable('CI_MERGE_REQUEST_IID')}"
    notes = f"{api}/projects/{request}/notes"
    author = ask("GET", f"{api}/user", None)["id"]
    for found in _pages(ask, notes):
        if found["author"]["id"] == author and _is_ours(found["body"]):
            ask("PUT", f"{notes}/{found['id']}", {"body": text})
            return
    ask("POST", notes, {"body": text})


def _azure_devops(text: str) -> None:
    """Write the comment with ``SYSTEM_ACCESSTOKEN``; its build service needs the right to contribute to pull
    requests.
    """
    ask = _asking({"Authorization": f"Bearer {_variable('SYSTEM_ACCESSTOKEN')}"})
    organisation = _variable("SYSTEM_COLLECTIONURI").rstrip("/")
    project = urllib.parse.quote(_variable("SYSTEM_TEAMPROJECT"))
    repository = (
        f"{organisation}/{project}/_apis/git/repositories/{_variable('BUILD_REPOSITORY_ID')}"
    )
    pull_request = _variable("SYSTEM_PULLREQUEST_PULLREQUESTID")
    threads = f"{repository}/pullRequests/{pull_request}/threads"
    version = "?api-version=7.1"
    who = ask("GET", f"{organisation}/_apis/connectionData", None)["authenticatedUser"]["id"]
    for thread in ask("GET", threads + version, None)["value"]:
        for found in thread["comments"]:
            ours = found["author"]["id"] == who and not found.get("isDeleted")
            if ours and _is_ours(found.get("content") or ""):
                place = f"{threads}/{thread['id']}/comments/{found['id']}{version}"
                ask("PATCH", place, {"content": text})
                return
    # Closed: an open thread would block pull requests whose threads must be resolved.
    comment = {"parentCommentId": 0, "content": text, "commentType": "text"}
    ask("POST", threads + version, {"comments": [comment], "status": "closed"})


_SERVICES: Final[dict[str, Callable[[str], None]]] = {
    "github": _github,
    "gitlab": _gitlab,
    "azure-devops": _azure_devops,
}


def _is_ours(body: str) -> bool:
    return body.lstrip().startswith(MARK)


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise CommentError(f"the variable {name} is not set")
    return value


def _pages(ask: Ask, address: str) -> Iterator[Any]:
    """Yield the items of all pages of a list; a page that is not full is the last one."""
    number = 1
    while True:
        page = ask("GET", f"{address}?per_page={_PAGE}&page={number}", None)
        yield from page
        if len(page) < _PAGE:
            return
        number += 1


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would be sent along to whatever address an answer names."""

    def redirect_request(self, *_: object) -> None:
        """Return ``None``: no further request."""


def _asking(headers: dict[str, str]) -> Ask:
    opener = urllib.request.build_opener(_NoRedirect)

    def ask(method: str, address: str, body: Any) -> Any:
        if not address.startswith(("https://", "http://")):
            raise CommentError(f"{address} is no address of a service")
        request = urllib.request.Request(  # noqa: S310 - the scheme is held against a list above
            address,
            None if body is None else json.dumps(body).encode("utf-8"),
            {"Content-Type": "application/json", "User-Agent": "hubwarden", **headers},
            method=method,
        )
        where = f"{method} {urllib.parse.urlsplit(address)._replace(query='').geturl()}"
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise CommentError(f"{where} was answered with {error.code}") from None
        except urllib.error.URLError as error:
            raise CommentError(f"{where} was not answered: {error.reason}") from None
        except (OSError, ValueError) as error:
            raise CommentError(
                f"{where} was not answered as expected: {type(error).__name__}"
            ) from None

    return ask


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
