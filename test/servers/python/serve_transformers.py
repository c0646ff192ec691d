"""Runs `transformers serve` on a free port of 127.0.0.1 until stdin is closed: it cannot outlive who started it.

Prints one line of JSON when it answers: {"url": ...}. The server's log goes to stderr.
"""

import json
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
url = f"http://127.0.0.1:{port}"
ready = os.dup(1)
os.dup2(2, 1)


def leave():
    sys.stdin.buffer.read()
    os._exit(0)


def tell():
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    os.write(ready, (json.dumps({"url": url}) + "\n").encode())


threading.Thread(target=leave, daemon=True).start()
threading.Thread(target=tell, daemon=True).start()
sys.argv = ["transformers", "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]

from transformers.cli.transformers import main  # noqa: E402

sys.exit(main())
