"""A folder served on this machine for as long as something looks at it."""

import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml", ".md"}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing about what it was asked."""

    def log_message(self, *_):
        pass


@cache
def compressed(path: Path, _: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class Host(Quiet):
    """Compresses as far as gzip goes what is text, and sends the header that the site's own `_headers` asks for.

    It comes with pages and workers, which it governs: to repeat it costs nothing in HTTP/2, but much in the HTTP/1.1 of this server.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path, policy = Path(self.translate_path(self.path)), Path(self.directory, "_headers")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        packed = path.suffix in TEXT
        body = compressed(path, path.stat().st_mtime_ns) if packed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if policy.is_file() and (path.suffix == ".html" or "worker" in path.name):
            for name, value in re.findall(r"(?m)^  ([\w-]+): (.*)$", policy.read_text("utf-8")):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder: Path, kind: type[http.server.SimpleHTTPRequestHandler] = Quiet) -> Iterator[str]:
    """The address at which a server of that kind serves the folder."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
