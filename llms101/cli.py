"""The command line, and the one place where errors are printed. Exit code 2: something an author can mend."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from llms101 import __version__
from llms101.errors import AuthorError, Place, Problem


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 2 what an author did cannot be used, 130 stopped by Ctrl-C."""
    try:
        args = _parser().parse_args(argv)
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except AuthorError as error:
        _clear()
        print(error, file=sys.stderr)
        print(f"\n{_count(len(error.problems), 'problem')}; nothing was written.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="llms101",
        description="Builds an interactive slide talk from YAML and Markdown.",
        epilog="example: llms101 serve --open",
    )
    parser.add_argument("--version", action="version", version=f"llms101 {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: str, example: str) -> argparse.ArgumentParser:
        found = commands.add_parser(
            name, help=does, description=does[0].upper() + does[1:] + ".", epilog=f"example: {example}"
        )
        found.set_defaults(run=globals()[f"_{name.replace('-', '_')}"])
        return found

    def talk(found: argparse.ArgumentParser) -> None:
        found.add_argument("--slides", type=Path, default=Path("slides"), help="the talk's folder (default: slides)")

    found = command("build", "build the talk into a folder of static files", "llms101 build --out build --strict")
    talk(found)
    found.add_argument("--out", type=Path, default=Path("build"), help="where to build (default: build)")
    found.add_argument("--site-url", default="", help="where it will be published, for the QR code and previews")
    found.add_argument("--strict", action="store_true", help="take warnings for errors")

    found = command(
        "check", "find every mistake and every claim that no longer holds, and write nothing", "llms101 check"
    )
    talk(found)
    found.add_argument("--strict", action="store_true", help="take warnings for errors")

    found = command(
        "serve", "build, serve on this machine, and reload on every save", "llms101 serve --port 8000 --open"
    )
    talk(found)
    found.add_argument("--out", type=Path, default=Path("build"), help="where to build (default: build)")
    found.add_argument("--port", type=int, default=None, help="the port (default: 8000, or the next free one)")
    found.add_argument("--open", action="store_true", help="open the browser")

    found = command("train", "let the tiny model live its life, and record it", "llms101 train --stage base")
    found.add_argument("--stage", default=None, help="one stage alone (default: all, in order)")
    found.add_argument("--out", type=Path, default=None, help="where to record (default: llms101/model)")

    found = command("types", "write the TypeScript types of the widgets' data", "llms101 types --write")
    found.add_argument("--write", action="store_true", help="into static/js/types.d.ts, rather than to the terminal")

    found = command("new-widget", "write the stubs of a new widget", "llms101 new-widget coin-flip")
    found.add_argument("name", help="two words or more with hyphens between them")
    return parser


def _count(n: int, what: str) -> str:
    """So many of a thing, in words."""
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def _progress(what: str) -> None:
    """Say what is going on: one line that is overwritten on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    """Take the line of progress away."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _done(line: str) -> None:
    _clear()
    print(line)


def _warn(warnings: Sequence[Problem]) -> None:
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _build(args: argparse.Namespace) -> int:
    from llms101.build import build  # noqa: PLC0415  # so that --help and --version wait for nothing

    gc.disable()  # a build ends before there would be anything to collect
    begun = time.perf_counter()
    report = build(args.slides, args.out, site_url=args.site_url, strict=args.strict, progress=_progress)
    slides, size = _count(len(report.checked.slides), "slide"), sum(map(len, report.files.values()))
    _done(f"built {slides} into {args.out}/ ({size / 1000:,.0f} kB) in {time.perf_counter() - begun:.2f} s")
    _warn(report.checked.warnings)
    return 0


def _check(args: argparse.Namespace) -> int:
    from llms101.build import site  # noqa: PLC0415

    report = site(args.slides, strict=args.strict, progress=_progress)
    _done(f"{_count(len(report.checked.slides), 'slide')}, nothing wrong")
    _warn(report.checked.warnings)
    return 0


def _serve(args: argparse.Namespace) -> int:
    from llms101.serve import serve  # noqa: PLC0415

    serve(args.slides, args.out, port=args.port, open_browser=args.open)
    return 0


def _train(args: argparse.Namespace) -> int:
    from llms101.lab.record import LifeError  # noqa: PLC0415
    from llms101.tools import MODEL  # noqa: PLC0415

    def progress(what: str, share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{what} {100 * share:3.0f} %", end="", file=sys.stderr, flush=True)
        elif share in (0, 1):
            print(f"{what} {'done' if share else '…'}", file=sys.stderr, flush=True)

    out = args.out or MODEL
    try:
        from llms101.lab.life import run  # noqa: PLC0415

        run(out, stage=args.stage, progress=progress)
    except LifeError as wrong:
        raise AuthorError([Problem(Place("llms101 train"), str(wrong))]) from None
    except ImportError as missing:
        hint = "install it with `pip install 'llms101[train]'`"
        raise AuthorError([Problem(Place("llms101 train"), f"training needs more: {missing}", "", hint)]) from None
    _done(f"recorded in {out}/")
    return 0


def _types(args: argparse.Namespace) -> int:
    from llms101 import declarations  # noqa: PLC0415

    if args.write:
        declarations.FILE.write_text(declarations.declarations(), "utf-8")
    else:
        print(declarations.declarations(), end="")
    return 0


def _new_widget(args: argparse.Namespace) -> int:
    from llms101.scaffold import new_widget  # noqa: PLC0415

    for path in new_widget(args.name):
        print(f"wrote {path}")
    importlib.invalidate_caches()  # so that the new module is found
    from llms101 import declarations  # noqa: PLC0415

    declarations.FILE.write_text(declarations.declarations(), "utf-8")
    print(f"wrote {declarations.FILE}")
    return 0
