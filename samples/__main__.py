"""`python -m samples`: serve the sample newspapers until Ctrl-C."""

import argparse
import signal
from contextlib import suppress
from threading import Event

from samples.newsroom import PORT
from samples.server import served

CURE = (
    "stop what listens there, or choose another --port; "
    "on macOS first run, for N from 1 to 4: sudo ifconfig lo0 alias 127.0.2.N up"
)


def main() -> None:
    """Serve, and print the front pages."""
    parser = argparse.ArgumentParser(prog="python -m samples", description="Serve the sample newspapers on loopback.")
    parser.add_argument(
        "--port", type=int, default=PORT, help="TCP port of every address (default %(default)s; 0: any free one)"
    )
    port = parser.parse_args().port
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # which a shell switches off for what it runs in the background
    try:
        with suppress(KeyboardInterrupt), served(port=port) as web:
            for name, base in web.bases.items():
                print(f"{name:10} {base}/", flush=True)
            print("Next edition: curl -X POST", f"{web.bases['courier']}/-/next-edition", flush=True)
            Event().wait()
    except OSError as error:
        raise SystemExit(f"samples: can't listen on port {port}: {error}; {CURE}") from error


if __name__ == "__main__":
    main()
