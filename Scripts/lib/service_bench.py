"""`Scripts/bench service`: how fast `mediaferry serve` makes answers safe, beside what the disk takes for the same bytes in
the same run; what completing a session costs; how long 50 clients wait for everything; and what memory it takes."""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from service_client import MEDIA, Service, answer, form_answer, json_answer, kib, load, raw_answer, recording, together

MIB = 1 << 20
CLIENTS = 100


def milliseconds(values):
    values = sorted(values)
    return (f"median {statistics.median(values) * 1000:7.1f} ms   90 % {values[int(len(values) * 0.9)] * 1000:7.1f} ms   "
            f"maximum {values[-1] * 1000:7.1f} ms")


def bench_service(rounds, binary):
    print(f"service: load of the machine before {load()}, {os.cpu_count()} cores")
    for part in (acknowledge, complete, copies, memory):
        with tempfile.TemporaryDirectory(prefix="mediaferry-bench.", dir=os.environ.get("MEDIAFERRY_BENCH_DIR")) as name:
            part(binary, Path(name), max(1, rounds))
    print(f"service: load of the machine after {load()}")


def expect_taken(results):
    """Ends the run unless every reply says that the answer is safe."""
    failures = [r for r in results if not isinstance(r, tuple) or r[0] != 202]
    if failures:
        sys.exit(f"{len(failures)} of {len(results)} answers were not acknowledged, the first: {str(failures[0])[:500]}")


# 100 clients at once

def acknowledge(binary, folder, rounds):
    """From the last byte of a body to its reply, while encoders work, and the disk's own time for the same files."""
    media = recording(2 * MIB)
    media64 = base64.b64encode(media)
    with Service(binary("mediaferry"), folder, "--preset", "interview") as service:
        busy = occupy(service, folder)
        bursts, paced, plain, totals = [], [], [], []
        for turn in range(rounds):
            plain.append(plain_writes(folder / f"plain{turn}", media))
            bursts.append(burst(service, f"burst{turn}", media, media64, None))
            paced.append(burst(service, f"paced{turn}", media, media64, 10e6 / 8))
            totals.append(service.api("GET", "/v1/monitoring"))
            states = [j["state"] for s in busy for j in service.jobs(s)]
            print(f"  round {turn + 1}: recordings being encoded {states.count('encoding')}; load {load()}")
        report(bursts, paced, plain, totals[-1])


def occupy(service, folder):
    """Gives the service long recordings to encode, and waits until two are being encoded."""
    long = folder / "long.webm"
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "99", "-i",
                    str(MEDIA / "cr_webm_vp9_opus.webm"), "-c", "copy", str(long)],
                   check=True)
    media = long.read_bytes()
    sessions = []
    for index in range(5):
        session = service.session(f"busy{index}")
        status, _, text = raw_answer(session, "q0", media, b"").send(service.address)
        expect_taken([(status, text)])
        sessions.append(session)
    end = time.monotonic() + 60
    while sum(j["state"] == "encoding" for s in sessions for j in service.jobs(s)) < 2 and time.monotonic() < end:
        time.sleep(0.2)
    return sessions


def burst(service, name, media, media64, rate):
    """All clients at once, each with an answer of its own in a session of its own."""
    sessions = [service.session(f"{name}-{i}") for i in range(CLIENTS)]
    answers = [answer(i, s, "q0", media, media64, f"{name}{i:04}".encode().ljust(12)) for i, s in enumerate(sessions)]
    began = time.monotonic()
    results = together([lambda a=a: a.send(service.address, rate) for a in answers])
    seconds = time.monotonic() - began
    failures = [r for r in results if not isinstance(r, tuple) or r[0] != 202]
    if failures:
        print(f"  {name}: {len(failures)} of {CLIENTS} were not acknowledged: {failures[0]}")
    return seconds, [r[1] for r in results if isinstance(r, tuple) and r[0] == 202]


def plain_writes(folder, media):
    """The same files written and synced at once by as many threads: seconds of each from the common beginning."""
    folder.mkdir()
    began = time.monotonic()

    def write(index):
        descriptor = os.open(folder / f"f{index}", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(descriptor, media)
        os.fsync(descriptor)
        os.close(descriptor)
        return time.monotonic() - began

    return together([lambda i=i: write(i) for i in range(CLIENTS)])


def report(bursts, paced, plain, monitoring):
    worst = statistics.median(max(p) for p in plain)
    limit = max(0.2, 1.5 * worst)
    print(f"service: {CLIENTS} clients at once, 2 MiB each (JSON, form and raw in turn), two encoders busy")
    print(f"  plain write and sync of the same files   {milliseconds([s for p in plain for s in p])}")
    for title, runs in (("as fast as they can", bursts), ("at 10 Mbit/s each", paced)):
        seconds = [s for _, r in runs for s in r]
        print(f"  {title:40} {milliseconds(seconds)}   all {statistics.median(s for s, _ in runs):.2f} s")
    told = monitoring["acknowledgementSeconds"]
    print("  the service's own account, last byte read to safe: "
          + "   ".join(f"{n} {told[n] * 1000:.1f} ms" for n in ("p50", "p90", "p99", "max")) + f"   of {told['count']}")
    print(f"  aims: median 50 ms; maximum {limit * 1000:.0f} ms (200 ms, or 1.5 x plain {worst * 1000:.0f} ms)")


# The end of a session

def complete(binary, folder, rounds):
    with Service(binary("mediaferry"), folder, "--preset", "none") as service:
        for title, size in (("10 KiB", 10 << 10), ("1 MiB", MIB)):
            media, seconds, commits, assembly = recording(size), [], [], []
            for turn in range(rounds):
                session = service.session(f"complete{size}-{turn}", 100)
                for index in range(100):
                    status, _, text = raw_answer(session, f"q{index}", media, f"{turn}-{index}".encode()).send(service.address)
                    expect_taken([(status, text)])
                counts = service.wait([session], 300)
                assert counts == {"delivered": 100}, counts
                time.sleep(1)
                before = service.api("GET", "/v1/monitoring")["store"]["commits"]
                began = time.monotonic()
                document = service.api("POST", f"/v1/sessions/{session}/complete", {"wait": False})
                seconds.append(time.monotonic() - began)
                commits.append(service.api("GET", "/v1/monitoring")["store"]["commits"] - before)
                assembly.append(document["assemblySeconds"])
                assert len(document["manifest"]["answers"]) == 100 and not document["pending"]
            print(f"service: complete, 100 delivered answers of {title}: request median {statistics.median(seconds) * 1000:.1f} ms "
                  f"(maximum {max(seconds) * 1000:.1f}), assembly median {statistics.median(assembly) * 1000:.1f} ms, commits "
                  f"{sorted(commits)} (aims: 10 ms, 1); load {load()}")


# 50 clients, preset copy

def copies(binary, folder, _):
    names = ("cr_webm_vp8_opus.webm", "cr_webm_vp9_opus.webm", "fx_webm_vp8_opus.webm", "cr_mp4_avc1_opus.mp4")
    with Service(binary("mediaferry"), folder, "--preset", "copy") as service:
        sessions = [service.session(f"copy{i}") for i in range(50)]
        answers = [raw_answer(s, "q0", (MEDIA / n).read_bytes(), b"") for s, n in zip(sessions, names * 13)]
        began = time.monotonic()
        results = together([lambda a=a: a.send(service.address) for a in answers])
        acknowledged = time.monotonic() - began
        expect_taken(results)
        counts = service.wait(sessions, 300)
        print(f"service: 50 clients, preset copy: acknowledged after {acknowledged:.2f} s, all processed after "
              f"{time.monotonic() - began:.1f} s (aim 30), {counts}; processor time of the workers "
              f"{children_cpu(service.pid):.1f} s; load {load()}")


def children_cpu(pid):
    """Processor seconds of a process's children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


# Memory

def memory(binary, folder, _):
    with Service(binary("mediaferry"), folder, "--preset", "none") as service:
        session = service.session("warm")
        status, _, text = raw_answer(session, "q0", recording(MIB), b"").send(service.address)
        expect_taken([(status, text)])
        service.wait([session], 60)
        time.sleep(2)
        idle = kib(service.pid, "VmRSS")
        block = recording(100 * MIB)
        for title, bodies in (
            ("20 sessions, 100 MiB each at once, raw and form", lambda s: [
                (raw_answer if i % 2 else form_answer)(one, "q0", block, f"{i:04}".encode()) for i, one in enumerate(s)]),
            ("one data URI of 500 MiB", lambda s: [big_json(s[0])]),
            ("one data URI of 5 MiB", lambda s: [json_answer(s[0], "q0", base64.b64encode(recording(5 * MIB)), b"")]),
        ):
            sessions = [service.session(title) for _ in range(20 if title.startswith("20") else 1)]
            Path(f"/proc/{service.pid}/clear_refs").write_text("5", encoding="ascii")
            before = kib(service.pid, "VmRSS")
            answers = bodies(sessions)
            began = time.monotonic()
            results = together([lambda a=a: a.send(service.address, None, 600) for a in answers])
            seconds = time.monotonic() - began
            expect_taken(results)
            arrived = kib(service.pid, "VmHWM")
            service.wait(sessions, 600)
            peak = kib(service.pid, "VmHWM")
            print(f"service: memory, {title}: idle {idle / MIB:.0f} MiB, before {before / MIB:.0f}, peak while it came "
                  f"{arrived / MIB:.0f}, peak until delivered {peak / MIB:.0f}: growth over idle {(peak - idle) / MIB:.0f} MiB "
                  f"(limit 100); {seconds:.1f} s; load {load()}")


def big_json(session):
    """A data URI of 500 MiB from one piece that is sent again and again."""
    piece = base64.b64encode(recording(5 * MIB))
    request = json_answer(session, "q0", piece, b"")
    request.pieces = [request.pieces[0], *([memoryview(piece)] * 100), request.pieces[2]]
    length = sum(len(p) for p in request.pieces)
    request.head = request.head.replace(f"Content-Length: {request.length}".encode(), f"Content-Length: {length}".encode())
    return request
