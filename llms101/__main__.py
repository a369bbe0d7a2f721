"""`python -m llms101`: the same as the command `llms101`."""

from llms101.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
