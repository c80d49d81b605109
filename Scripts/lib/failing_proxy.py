#!/usr/bin/env python3
"""An HTTP/1.1 proxy before one server that lets a share of all requests fail: half of them are hung up in the middle of
their bodies, half are answered with 503. Which ones follows from the seed.

usage: failing_proxy.py LISTEN TARGET_PORT SHARE SEED

Prints `ready PORT`; on each line of standard input it prints how many requests came and how many failed; ends with it."""

import random
import socket
import sys
import threading

listen, target, share, seed = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
dice, lock = random.Random(seed), threading.Lock()
counts = {"requests": 0, "failed": 0}


def head(stream):
    """The lines of a head; empty at the end of the stream."""
    lines = []
    while line := stream.readline(65536):
        if line in (b"\r\n", b"\n"):
            return lines
        lines.append(line)
    return []


def length(lines):
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def copy(stream, target, count):
    while count > 0:
        piece = stream.read1(min(count, 1 << 16))
        if not piece:
            return False
        if target:
            target.sendall(piece)
        count -= len(piece)
    return True


def serve(client):
    with client, socket.create_connection(("127.0.0.1", target)) as server:
        up, down = client.makefile("rb"), server.makefile("rb")
        while lines := head(up):
            with lock:
                counts["requests"] += 1
                draw = dice.random()
                if fails := draw < share:
                    counts["failed"] += 1
            body = length(lines)
            if any(line.lower().startswith(b"expect:") for line in lines):
                client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                lines = [line for line in lines if not line.lower().startswith(b"expect:")]
            if fails and draw < share / 2:
                copy(up, None, body // 2)
                return
            if fails:
                copy(up, None, body)
                client.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
                continue
            server.sendall(b"".join(lines) + b"\r\n")
            if not copy(up, server, body) or not reply(down, client, lines[0].startswith(b"HEAD ")):
                return


def reply(down, client, is_head):
    while lines := head(down):
        client.sendall(b"".join(lines) + b"\r\n")
        status = int(lines[0].split()[1])
        if status >= 200:
            return is_head or status in (204, 304) or copy(down, client, length(lines))
    return False


def guarded(client):
    try:
        serve(client)
    except OSError:
        pass


def accept(server):
    while True:
        client, _ = server.accept()
        threading.Thread(target=guarded, args=(client,), daemon=True).start()


with socket.create_server((listen, 0), backlog=256) as listener:
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    print("ready", listener.getsockname()[1], flush=True)
    for _ in sys.stdin:
        print(counts["requests"], counts["failed"], flush=True)
