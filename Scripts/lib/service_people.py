#!/usr/bin/env python3
"""People who are interviewed at the same time, for `Scripts/bench oldway`; each speaks answer after answer, without a pause.

usage: service_people.py old|new PEOPLE ANSWERS SECONDS RECORDING ENDPOINT FOLDER SERVICE

  old  holds all recordings in memory; after a person's last answer each is encoded by ffmpeg, then all are submitted in one
       request, with a time limit of 30 s (what gateways commonly have) and two more tries from the first byte
  new  hands each recording to SERVICE (a URL) when it is spoken, and completes the session after the last one; a request
       that fails is made again with the same key

Prints one JSON document."""

import http.client
import json
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from quality_bench import COMMANDS, FILTERS  # noqa: E402  the path must be known first

REQUEST_SECONDS = 30
TRIES = 3
# How long a session's media may take after the last answer.
PATIENCE_SECONDS = 180
mode, people, answers, spoken = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
recording, endpoint, folder, service = sys.argv[5:9]
facts = {"seconds": [], "timeouts": 0, "lost": 0, "retried": 0, "retriedDelivered": 0, "bytes": 0}
lock = threading.Lock()


def note(name, value=1):
    with lock:
        if isinstance(facts[name], list):
            facts[name].append(value)
        else:
            facts[name] += value


def speak():
    """A recording, in memory of its own."""
    time.sleep(spoken)
    return bytearray(Path(recording).read_bytes())


def old(person):
    held = [(speak(), time.monotonic()) for _ in range(answers)]
    renditions = [encode(media, f"{folder}/{person}-{index}") for index, (media, _) in enumerate(held)]
    is_kept = submit(b"".join(renditions), f"{person}.form")
    for (_, ended), rendition in zip(held, renditions):
        if is_kept:
            note("seconds", time.monotonic() - ended)
            note("bytes", len(rendition))
        else:
            note("lost")


def encode(media, path):
    Path(f"{path}.webm").write_bytes(media)
    # The service's encoders give way to everything else in the same way.
    subprocess.run(["nice", "-n", "19", "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", f"{path}.webm", "-vf", FILTERS, "-fps_mode", "vfr",
                    *COMMANDS["interview"], "-crf", "26", "-maxrate", "700k", "-bufsize", "1400k", "-movflags", "+faststart",
                    f"{path}.mp4"], check=True)
    return Path(f"{path}.mp4").read_bytes()


def submit(content, name):
    """Puts a person's whole submission."""
    for attempt in range(TRIES):
        try:
            put(content, name)
            if attempt:
                note("retriedDelivered")
            return True
        except TimeoutError:
            note("timeouts")
        except OSError:
            pass
        if attempt == 0:
            note("retried")
    return False


def put(content, name):
    """One request, limited as a whole, as a gateway limits it."""
    host, port = endpoint.split("/")[2].rsplit(":", 1)
    end = time.monotonic() + REQUEST_SECONDS
    connection = http.client.HTTPConnection(host, int(port), timeout=REQUEST_SECONDS)
    try:
        connection.putrequest("PUT", f"/put/{name}")
        connection.putheader("Content-Length", str(len(content)))
        connection.endheaders()
        for start in range(0, len(content), 1 << 14):
            connection.sock.settimeout(max(0.001, end - time.monotonic()))
            connection.send(content[start:start + (1 << 14)])
        connection.sock.settimeout(max(0.001, end - time.monotonic()))
        status = connection.getresponse().status
        if status >= 300:
            raise OSError(f"status {status}")
    finally:
        connection.close()


def api(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(*service.split("//")[1].rsplit(":", 1), timeout=REQUEST_SECONDS)
    try:
        connection.request(method, path, body, headers or {"Content-Type": "application/json"})
        reply = connection.getresponse()
        text = reply.read()
    finally:
        connection.close()
    if reply.status >= 300:
        raise OSError(f"{method} {path}: {reply.status} {text[:300]}")
    return json.loads(text)


def hand_off(session, index, media):
    headers = {"Content-Type": "video/webm", "Idempotency-Key": f"{session}-{index}"}
    for _ in range(TRIES):
        try:
            return api("PUT", f"/v1/sessions/{session}/answers/q{index}/video", media, headers)
        except TimeoutError:
            note("timeouts")
    return None


def new(person):
    questions = [{"questionId": f"q{i}", "text": "?"} for i in range(answers)]
    document = {"userId": f"person{person}", "kind": "bench", "questions": questions}
    session = api("POST", "/v1/sessions", json.dumps(document))["sessionId"]
    handed = sum(hand_off(session, index, speak()) is not None for index in range(answers))
    api("POST", f"/v1/sessions/{session}/complete", '{"wait": false}')
    note("lost", answers - handed)
    for job in ended(session, handed):
        if job["state"] == "delivered":
            note("seconds", moment(job["updatedAt"]) - moment(job["createdAt"]))
            note("bytes", job["totalBytes"] or 0)
        else:
            note("lost")


def ended(session, count):
    """The jobs of a session once each is at an end, or is not taken up again by itself; all as they are when it takes too
    long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        jobs = api("GET", f"/v1/jobs?sessionId={session}&limit=1000")["jobs"]
        if time.monotonic() > end or len(jobs) == count and all(
                j["state"] in ("delivered", "refused", "cancelled") or (j["state"] == "failed" and not j.get("nextAttemptAt"))
                for j in jobs):
            return jobs
        time.sleep(0.5)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def main():
    began = time.monotonic()
    threads = [threading.Thread(target=old if mode == "old" else new, args=(p,)) for p in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    facts["total"] = time.monotonic() - began
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
