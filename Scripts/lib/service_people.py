#!/usr/bin/env python3
"""People who are interviewed at the same time, for `Scripts/bench service`; each speaks answer after answer, without a pause.

usage: service_people.py old|new PEOPLE ANSWERS SECONDS RECORDING ENDPOINT FOLDER SERVICE

  old  holds all recordings in memory; after a person's last answer each is encoded by ffmpeg and uploaded whole, with a
       time limit of 30 s for a request (what gateways commonly have) and one more try from the first byte
  new  hands each recording to SERVICE (a URL) when it is spoken, and completes the session after the last one

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
mode, people, answers, spoken = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
recording, endpoint, folder, service = sys.argv[5:9]
facts = {"seconds": [], "timeouts": 0, "lost": 0, "retried": 0, "retriedDelivered": 0, "requests": 0, "bytes": 0}
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
    for index, (media, ended) in enumerate(held):
        source, output = f"{folder}/{person}-{index}.webm", f"{folder}/{person}-{index}.mp4"
        Path(source).write_bytes(media)
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source, "-vf", FILTERS, "-fps_mode", "vfr",
                        *COMMANDS["interview"], "-crf", "26", "-movflags", "+faststart", output], check=True)
        if upload(Path(output).read_bytes(), f"{person}-{index}.mp4"):
            note("seconds", time.monotonic() - ended)
        else:
            note("lost")


def upload(content, name):
    """Puts a whole rendition; twice at most."""
    host, port = endpoint.split("/")[2].rsplit(":", 1)
    for attempt in range(2):
        began = time.monotonic()
        try:
            note("requests")
            # The limit is for the whole request, as a gateway has it.
            connection = http.client.HTTPConnection(host, int(port), timeout=REQUEST_SECONDS)
            connection.putrequest("PUT", f"/put/{name}")
            connection.putheader("Content-Length", str(len(content)))
            connection.endheaders()
            for start in range(0, len(content), 1 << 16):
                connection.send(content[start:start + (1 << 16)])
                if time.monotonic() - began > REQUEST_SECONDS:
                    raise TimeoutError
            connection.sock.settimeout(max(0.1, REQUEST_SECONDS - (time.monotonic() - began)))
            status = connection.getresponse().status
            connection.close()
            if status < 300:
                if attempt:
                    note("retriedDelivered")
                note("bytes", len(content))
                return True
        except TimeoutError:
            note("timeouts")
        except OSError:
            pass
        if attempt == 0:
            note("retried")
    return False


def api(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(*service.split("//")[1].rsplit(":", 1), timeout=REQUEST_SECONDS)
    note("requests")
    connection.request(method, path, body, headers or {"Content-Type": "application/json"})
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    if reply.status >= 300:
        raise OSError(f"{method} {path}: {reply.status} {text[:300]}")
    return json.loads(text)


def new(person):
    questions = [{"questionId": f"q{i}", "text": "?"} for i in range(answers)]
    document = {"userId": f"person{person}", "kind": "bench", "questions": questions}
    session = api("POST", "/v1/sessions", json.dumps(document))["sessionId"]
    for index in range(answers):
        media = speak()
        try:
            api("PUT", f"/v1/sessions/{session}/answers/q{index}/video", bytes(media), {"Content-Type": "video/webm"})
        except TimeoutError:
            note("timeouts")
        del media
    api("POST", f"/v1/sessions/{session}/complete", '{"wait": false}')
    while True:
        jobs = api("GET", f"/v1/jobs?sessionId={session}&limit=1000")["jobs"]
        ended = [j for j in jobs if j["state"] in ("delivered", "refused", "cancelled")]
        if len(jobs) == answers and len(ended) == answers:
            break
        time.sleep(0.5)
    for job in jobs:
        if job["state"] == "delivered":
            note("seconds", moment(job["updatedAt"]) - moment(job["createdAt"]))
            note("bytes", job["totalBytes"] or 0)
        else:
            note("lost")


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
