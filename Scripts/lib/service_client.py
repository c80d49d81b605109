"""A running `mediaferry serve` and a plain HTTP client for it: used by the benchmarks of the service."""

import base64
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MEDIA = ROOT / "Samples" / "media"
ENDS = {"delivered", "failed", "refused", "cancelled"}


def kib(pid, name):
    """A figure of a process's status in bytes, such as VmRSS."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) * 1024


def family(pid):
    """A process and all that came from it."""
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                queue += [int(p) for p in (task / "children").read_text(encoding="ascii").split()]
        except (OSError, ValueError):
            pass
    return found


def resident(pid):
    """Resident bytes of a process and its descendants; a page that several share counts in parts."""
    total = 0
    for one in family(pid):
        try:
            shown = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
            total += int(re.search(r"Pss:\s+(\d+) kB", shown).group(1)) * 1024
        except (OSError, AttributeError):
            pass
    return total


class Service:
    """The command on a free loopback port, with its state in a folder; ended by its own pid."""

    def __init__(self, command, folder, *options, inside=None, environment=None):
        enter = ["ip", "netns", "exec", inside] if inside else []
        self.folder = Path(folder)
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(
            [*enter, command, "serve", "--state", str(self.folder / "state"), "--request-rate", "100000", *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        line = self.process.stdout.readline().split()
        if not line or line[0] != "ready":
            sys.exit(f"mediaferry serve did not become ready: {(self.folder / 'serve.log').read_text()[-2000:]}")
        self.url = line[1]
        host, port = self.url.split("//")[1].rsplit(":", 1)
        self.address = (host, int(port))
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def api(self, method, path, document=None, expect=(200, 201, 202)):
        """A call of the service; its answer as JSON."""
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        body = None if document is None else json.dumps(document).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        if reply.status not in expect:
            sys.exit(f"{method} {path}: {reply.status} {text[:500]}")
        return json.loads(text or b"null")

    def session(self, user, questions=1, kind="bench"):
        document = {"userId": user, "kind": kind,
                    "questions": [{"questionId": f"q{i}", "text": "?"} for i in range(questions)]}
        return self.api("POST", "/v1/sessions", document)["sessionId"]

    def jobs(self, session):
        return self.api("GET", f"/v1/jobs?sessionId={session}&limit=1000")["jobs"]

    def wait(self, sessions, seconds, states=None):
        """Waits until all jobs of the sessions are at an end; the states with counts."""
        end = time.monotonic() + seconds
        open_sessions, counts = list(sessions), {}
        while open_sessions:
            if time.monotonic() > end:
                sys.exit(f"jobs are not at an end after {seconds} s: {[j['state'] for j in self.jobs(open_sessions[0])]}")
            jobs = self.jobs(open_sessions[-1])
            if jobs and all(j["state"] in ENDS for j in jobs):
                open_sessions.pop()
                for job in jobs:
                    counts[job["state"]] = counts.get(job["state"], 0) + 1
            else:
                time.sleep(0.1)
        return counts


class Answer:
    """A request that hands an answer off, made beforehand so that sending it costs the client little."""

    def __init__(self, session, question, pieces, headers, method="POST", path=None):
        self.pieces = [memoryview(p) for p in pieces]
        length = sum(len(p) for p in self.pieces)
        path = path or f"/v1/sessions/{session}/answers"
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}", *headers, "", ""]
        self.head = "\r\n".join(lines).encode()
        self.length = length
        self.question = question

    def send(self, address, bytes_per_second=None, timeout=120):
        """Sends it: the status, seconds from the last byte sent to the reply's head, the reply's body."""
        with socket.create_connection(address, timeout=timeout) as connection:
            # A client's system keeps no more than this back: what is written is on its way.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(self.head)
            self._body(connection, bytes_per_second)
            sent = time.monotonic()
            reply = http.client.HTTPResponse(connection)
            reply.begin()
            seconds = time.monotonic() - sent
            return reply.status, seconds, reply.read()

    def _body(self, connection, bytes_per_second):
        if bytes_per_second is None:
            for piece in self.pieces:
                connection.sendall(piece)
            return
        began, sent, step = time.monotonic(), 0, 128 << 10
        for piece in self.pieces:
            for start in range(0, len(piece), step):
                part = piece[start:start + step]
                ahead = sent / bytes_per_second - (time.monotonic() - began)
                if ahead > 0:
                    time.sleep(ahead)
                connection.sendall(part)
                sent += len(part)


def json_answer(session, question, media64, tail, text="an answer in words"):
    """Media as a data URI in JSON: `media64` is base64 of whole triples, `tail` bytes that make it one of a kind."""
    head = json.dumps({"questionId": question, "responseText": text})[:-1] + ', "videoDataUri": "data:video/webm;base64,'
    return Answer(session, question, [head.encode(), media64, base64.b64encode(tail) + b'"}'],
                  ["Content-Type: application/json", f"Idempotency-Key: {session}-{question}"])


def form_answer(session, question, media, tail, text="an answer in words"):
    parts = "".join(f'--ferry\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
                    for n, v in (("questionId", question), ("responseText", text)))
    parts += '--ferry\r\nContent-Disposition: form-data; name="video"; filename="a.webm"\r\nContent-Type: video/webm\r\n\r\n'
    return Answer(session, question, [parts.encode(), media, tail, b"\r\n--ferry--\r\n"],
                  ["Content-Type: multipart/form-data; boundary=ferry", f"Idempotency-Key: {session}-{question}"])


def raw_answer(session, question, media, tail):
    return Answer(session, question, [media, tail],
                  ["Content-Type: video/webm", f"Idempotency-Key: {session}-{question}"], "PUT",
                  f"/v1/sessions/{session}/answers/{question}/video")


def answer(index, session, question, media, media64, tail):
    """The three forms in turn."""
    if index % 3 == 0:
        return json_answer(session, question, media64, tail)
    return (form_answer if index % 3 == 1 else raw_answer)(session, question, media, tail)


def together(bodies):
    """Runs all at once, each in a thread of its own: what they gave, in their order."""
    results, barrier = [None] * len(bodies), threading.Barrier(len(bodies))

    def run(place, body):
        barrier.wait()
        try:
            results[place] = body()
        except OSError as failure:
            results[place] = failure

    threads = [threading.Thread(target=run, args=(i, b)) for i, b in enumerate(bodies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def recording(bytes_, name="cr_webm_vp8_opus.webm"):
    """Real media, repeated to so many bytes (a multiple of 3)."""
    one = (MEDIA / name).read_bytes()
    return (one * (bytes_ // len(one) + 1))[:bytes_ - bytes_ % 3]


def load():
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
