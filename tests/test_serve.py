"""The server: where it listens, what it answers and what it refuses, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Listener, Served, copy_of_project, slide, until

SCRIPT = r'<script src="/livereload.js" data-version="[\w.]+"></script>'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for tests that only ask."""
    root = copy_of_project(tmp_path_factory.mktemp("served"))
    (root / "slides" / "pixel.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', "utf-8")
    # A body that is larger than any chunk, and a text that looks like the end of the page.
    text = "word " * 40_000
    (root / "slides" / "one.md").write_text(slide("one", f"`</body>`\n\n![dot](pixel.svg)\n\n{text}"), "utf-8")
    (root / "secret.txt").write_text("secret", "utf-8")
    server = Served(root)
    (server.out / "planted.txt").write_text("secret", "utf-8")
    (server.out / "link.txt").symlink_to(root / "secret.txt")
    yield server
    assert server.stop() == 0


# ---- where it listens


def test_it_says_plainly_what_it_does_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    server = Served(copy_of_project(tmp_path))
    server.edit("slides/one.md", "Text", "New text")
    server.says(r"rebuilt in \d+ ms: one.md\n")
    assert server.stop() == 0
    lines = r"built 3 slides in \d+ ms\nserving http://localhost:\d+/ \(Ctrl-C stops\)\nrebuilt in .+\nstopped\n"
    assert re.fullmatch(lines, server.log)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "llms101", "slides", "static", "templates"]


def test_a_kill_ends_it_too_with_a_browser_connected(tmp_path: Path) -> None:
    server = Served(copy_of_project(tmp_path))
    listener = Listener(server.port)
    assert server.stop(signal.SIGTERM) == 0
    assert server.log.endswith("stopped\n")
    assert "Traceback" not in server.log
    listener.close()


def test_open_opens_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > "$0.opened"\n', "utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    server = Served(copy_of_project(tmp_path / "project"), "--open")
    opened = tmp_path / "browser.opened"
    until(lambda: opened.exists() and opened.read_text("utf-8") == f"{server.url}\n")
    assert server.stop() == 0


def test_a_port_that_is_taken_is_told_in_one_sentence(served: Served) -> None:
    run = _serve(served.root, "--port", str(served.port))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"--port {served.port}: another program uses this port\n  hint: leave --port out: a free one is found\n\n"
        "1 problem; nothing was written.\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1"])
def test_a_port_that_is_none_is_told_too(served: Served, port: str) -> None:
    run = _serve(served.root, f"--port={port}")
    assert run.returncode == 2
    assert run.stderr == (
        f"--port {port}: there is no such port\n  expected: a number from 1 to 65535\n\n"
        "1 problem; nothing was written.\n"
    )


def test_without_a_port_the_next_free_one_is_taken(tmp_path: Path) -> None:
    first = Served(copy_of_project(tmp_path / "a"), port="")
    second = Served(copy_of_project(tmp_path / "b"), port="")
    assert len({first.port, second.port} & set(range(8000, 8100))) == 2
    assert (first.stop(), second.stop()) == (0, 0)


def test_a_port_is_taken_by_whoever_has_one_of_localhosts_addresses(served: Served) -> None:
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        other.listen()
        run = _serve(served.root, "--port", str(other.getsockname()[1]))
    assert (run.returncode, "another program uses this port" in run.stderr) == (2, True)


def test_only_this_machine_is_served(served: Served) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing, and tells which address would be used
        except OSError:
            pytest.skip("this machine has no other address")
        address = probe.getsockname()[0]
    with socket.socket() as outside:
        assert outside.connect_ex((address, served.port)) != 0


# ---- what it answers


def test_every_file_of_the_build_has_its_type_and_is_asked_for_again(served: Served) -> None:
    types = {
        "": "text/html; charset=utf-8",
        "index.html": "text/html; charset=utf-8", "404.html": "text/html; charset=utf-8",
        "static/favicon.svg": "image/svg+xml", "static/fonts/figtree.woff2": "font/woff2", "pixel.svg": "image/svg+xml",
        next(p for p in (served.out / "static").iterdir() if p.suffix == ".css").relative_to(served.out).as_posix():
            "text/css; charset=utf-8",
    }  # fmt: skip
    for path, kind in types.items():
        status, headers, body = served.get(path)
        assert (path, status, headers["Content-Type"]) == (path, 200, kind)
        assert headers["Cache-Control"] == "no-cache"
        if not kind.startswith("text/html"):
            assert body == (served.out / path).read_bytes()
        assert served.get(path, method="HEAD")[1]["Content-Length"] == str(len(body))


def test_a_query_changes_nothing(served: Served) -> None:
    assert served.get("/?print")[2] == served.get("/")[2]


def test_what_is_not_there_is_the_404_page_with_its_status(served: Served) -> None:
    status, headers, body = served.get("/no/such/page")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert re.sub(SCRIPT, "", body.decode()) == (served.out / "404.html").read_text("utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt", "static/../../secret.txt",
        "..%5csecret.txt", "/etc/passwd", "%2fetc%2fpasswd", "static/%00", "planted.txt", "link.txt", ".nojekyll",
        "static", "static/", "static/fonts/", "forcereload",
    ],
)  # fmt: skip
def test_nothing_but_the_build_is_served(served: Served, path: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(f"GET /{path} HTTP/1.1\r\nHost: {served.host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer
    assert b"root:" not in answer


def test_a_broken_path_is_an_error_of_the_asker(served: Served) -> None:
    assert served.get("/%ff")[0] == 400


def test_players_get_the_part_they_ask_for(served: Served) -> None:
    whole = served.get("static/favicon.svg")[2]
    status, headers, part = served.get("static/favicon.svg", Range="bytes=5-9")
    assert (status, part) == (206, whole[5:10])
    assert headers["Content-Range"] == f"bytes 5-9/{len(whole)}"
    assert served.get("static/favicon.svg", Range="bytes=5-")[2] == whole[5:]
    assert served.get("static/favicon.svg", Range=f"bytes={len(whole)}-")[0] == 416


def test_the_script_stands_once_before_the_last_end_of_body_however_long_the_page(served: Served) -> None:
    page = served.page()
    assert len(page) > 200_000
    assert re.search(SCRIPT + r"</body>\s*</html>\s*$", page)
    assert len(re.findall(SCRIPT, page)) == 1
    assert re.sub(SCRIPT, "", page) == (served.out / "index.html").read_text("utf-8")


def test_the_script_is_served_and_no_part_of_the_site(served: Served) -> None:
    status, headers, body = served.get("livereload.js")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert body == (served.root / "static" / "dev" / "reload.js").read_bytes()
    for path in served.out.rglob("*.*"):
        assert not path.is_file() or b"livereload" not in path.read_bytes(), path


# ---- what it refuses


def test_a_page_of_this_server_may_listen(served: Served) -> None:
    listener = Listener(served.port, Origin=f"http://{served.host}")
    assert listener.first["command"] == "state"
    assert f'data-version="{listener.first["version"]}"' in served.page()
    listener.close()


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null", "https://localhost"])
def test_a_page_from_elsewhere_may_not(served: Served, origin: str) -> None:
    listener = Listener(served.port, Origin=origin)
    assert listener.status == 403
    listener.close()


@pytest.mark.parametrize("path", ["", "livereload.js", "livereload"])
def test_another_name_for_this_machine_gets_nothing(served: Served, path: str) -> None:
    assert served.get(path, Host="evil.example")[0] == 403
    listener = Listener(served.port, Host="evil.example", Origin="http://evil.example")
    assert listener.status == 403
    listener.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "LOCALHOST"])
def test_every_name_of_localhost_will_do(served: Served, host: str) -> None:
    assert served.get("", Host=f"{host}:{served.port}")[0] == 200


@pytest.mark.parametrize("message", ["", "{", "[]", "{}", '{"command": 1}', "\x00"])
def test_nonsense_on_the_socket_harms_nobody(served: Served, message: str) -> None:
    listener = Listener(served.port, greet=False)
    listener.send(message)
    listener.close()
    assert served.get()[0] == 200


def _serve(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "llms101", "serve", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30, check=False, env=os.environ)
