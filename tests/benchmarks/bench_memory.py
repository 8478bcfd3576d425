"""Resident memory of the idle server over the demo world, after every role has opened its home page. Goal: 120 MB or less."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def resident_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def main() -> None:
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "FUNDAPP_DATA": folder}
        subprocess.run([sys.executable, "-m", "fundapp", "demo"], cwd=HOME, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "fundapp", "run", "--port", str(port)]
        server = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}/access/sign-in"
            for _n in range(100):
                try:
                    urllib.request.urlopen(address, timeout=5).read()
                    break
                except OSError:
                    time.sleep(0.2)
            print(f"idle server, first page served: {resident_mb(server.pid):.0f} MB resident")
            for _n in range(200):
                urllib.request.urlopen(address, timeout=5).read()
            print(f"after 200 pages: {resident_mb(server.pid):.0f} MB resident (goal: 120 MB or less)")
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
