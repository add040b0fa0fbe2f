"""The comments of a pull request as GitHub, GitLab and Azure DevOps serve them, on the loopback."""

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "canary-of-the-token-4711"
ME = {"github": "github-actions[bot]", "gitlab": 7, "azure-devops": "build-service"}
HEADERS = {
    "github": ("Authorization", f"Bearer {TOKEN}"),
    "gitlab": ("PRIVATE-TOKEN", TOKEN),
    "azure-devops": ("Authorization", f"Bearer {TOKEN}"),
}
LISTS = {
    "github": "/repos/acme/app/issues/12/comments",
    "gitlab": "/api/v4/projects/34/merge_requests/12/notes",
    "azure-devops": "/acme/My%20app/_apis/git/repositories/34/pullRequests/12/threads",
}
ITEMS = {
    "github": ("PATCH", r"/repos/acme/app/issues/comments/(\d+)", "body"),
    "gitlab": ("PUT", LISTS["gitlab"] + r"/(\d+)", "body"),
    "azure-devops": ("PATCH", LISTS["azure-devops"] + r"/(\d+)/comments/1", "content"),
}


class Service:
    """One pull request: ``comments`` are pairs of author and text, in the order in which they were written."""

    def __init__(self, kind):
        self.kind = kind
        self.comments = []
        self.refused = 0
        self.redirected_to = None

    def answer(self, method, path, query, headers, body):
        """Return status and JSON of an answer."""
        name, value = HEADERS[self.kind]
        if headers[name] != value:
            return 401, {}
        if self.refused:
            return self.refused, {"message": TOKEN}
        if path in {"/api/v4/user", "/acme/_apis/connectionData"}:
            return 200, {"id": ME[self.kind], "authenticatedUser": {"id": ME[self.kind]}}
        if path == LISTS[self.kind]:
            return self._listed(query) if method == "GET" else self._added(body)
        verb, pattern, field = ITEMS[self.kind]
        found = re.fullmatch(pattern, path)
        if found and method == verb:
            number = int(found[1]) - 1
            self.comments[number] = (self.comments[number][0], body[field])
            return 200, {}
        return 404, {}

    def _listed(self, query):
        shown = [self._shown(*item) for item in enumerate(self.comments, 1)]
        if self.kind == "azure-devops":
            return 200, {"value": shown}
        size, number = int(query["per_page"][0]), int(query["page"][0])
        return 200, shown[(number - 1) * size : number * size]

    def _shown(self, id, comment):
        author, text = comment
        if self.kind == "github":
            return {"id": id, "user": {"login": author}, "body": text}
        if self.kind == "gitlab":
            return {"id": id, "author": {"id": author}, "body": text}
        return {"id": id, "comments": [{"id": 1, "author": {"id": author}, "content": text}]}

    def _added(self, body):
        text = body["comments"][0]["content"] if self.kind == "azure-devops" else body["body"]
        self.comments.append((ME[self.kind], text))
        return 201, {}


@contextmanager
def serving(kind):
    """Serve one pull request; yields the service and the variables that a job has of it."""
    service = Service(kind)

    class Handler(BaseHTTPRequestHandler):
        def _do(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            if service.redirected_to:
                self.send_response(302)
                self.send_header("Location", service.redirected_to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            query = parse_qs(parts.query)
            status, answer = service.answer(self.command, parts.path, query, self.headers, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = _do  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    variables = {
        "github": {
            "GITHUB_API_URL": address,
            "GITHUB_REPOSITORY": "acme/app",
            "GITHUB_TOKEN": TOKEN,
            "PULL_REQUEST": "12",
        },
        "gitlab": {
            "CI_API_V4_URL": f"{address}/api/v4",
            "CI_PROJECT_ID": "34",
            "CI_MERGE_REQUEST_IID": "12",
            "GITLAB_TOKEN": TOKEN,
        },
        "azure-devops": {
            "SYSTEM_COLLECTIONURI": f"{address}/acme/",
            "SYSTEM_TEAMPROJECT": "My app",
            "BUILD_REPOSITORY_ID": "34",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "12",
            "SYSTEM_ACCESSTOKEN": TOKEN,
        },
    }[kind]
    try:
        yield service, variables
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
