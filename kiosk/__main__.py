"""`yimen`: the terminal starts at once, every other command goes through the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; Ctrl-C ends it quietly."""
    try:
        if sys.argv[1:] == ["kiosk"]:
            # Loading the command line's parser would cost the first frame 50 ms.
            from kiosk.start import start_terminal

            sys.exit(start_terminal())
        from kiosk.cli import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
