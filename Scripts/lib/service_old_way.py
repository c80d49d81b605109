"""`Scripts/bench oldway`: the hand-off service against holding everything until the end, over the same
shaped link with the same share of failed requests. Needs root for the link."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from quality_bench import browser_clip
from service_client import Service, load, resident
from storage_bench import Server

LIB = Path(__file__).resolve().parent
RATE, SHARE, SEED = 10e6, 0.05, 20_261_122
PEOPLE, ANSWERS = 6, 4
MIB = 1 << 20


class Meter:
    """The largest resident memory of some processes and their descendants together, looked at five times a second."""

    def __init__(self, *pids):
        self.pids, self.peak, self.is_over = pids, 0, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.is_over.wait(0.2):
            self.peak = max(self.peak, sum(resident(pid) for pid in self.pids))

    def end(self):
        self.is_over.set()
        self.thread.join()
        return self.peak


def bench_old_way(binary):
    if os.geteuid() != 0:
        print("oldway: the shaped link needs root; left out")
        return
    print(f"oldway: {PEOPLE} people at once, {ANSWERS} answers each, link of {RATE / 1e6:.0f} Mbit/s, "
          f"{SHARE * 100:.0f} % of requests fail (seed {SEED}); load {load()}")
    with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as folder:
        recording = browser_clip(folder)
        seconds = float(subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", recording],
                                       check=True, capture_output=True, text=True).stdout)
        old = run("old", binary, f"{folder}/old", recording, seconds)
        new = run("new", binary, f"{folder}/new", recording, seconds)
    compare(old, new, seconds * ANSWERS)


def run(mode, binary, folder, recording, seconds):
    os.makedirs(folder)
    with Server(sys.executable, str(LIB / "link.py"), "--rate", str(RATE), "--delay", "0.02") as link:
        near, far, address, _ = link.words
        with Server(binary("mediaferry"), "receive", "--root", f"{folder}/kept", inside=far) as receiver, \
                Server(sys.executable, str(LIB / "failing_proxy.py"), address, receiver.words[0].split(":")[2].split("/")[0],
                       str(SHARE), str(SEED), inside=far) as proxy:
            endpoint = f"http://{address}:{proxy.words[0]}/files/"
            if mode == "old":
                facts = people(mode, near, folder, recording, seconds, endpoint, "-")
            else:
                with Service(binary("mediaferry"), folder, "--preset", "interview", "--to", f"tus+{endpoint}", inside=near) \
                        as service:
                    facts = people(mode, near, folder, recording, seconds, endpoint, service.url, service.pid)
                    facts["retrySuccess"] = monitoring(near, service)["retrySuccess"]
            proxy.process.stdin.write("\n")
            proxy.process.stdin.flush()
            facts["proxy"] = [int(n) for n in proxy.process.stdout.readline().split()]
    return facts


def monitoring(near, service):
    return json.loads(subprocess.run(["ip", "netns", "exec", near, "curl", "-sS", f"{service.url}/v1/monitoring"], check=True,
                                     capture_output=True).stdout)


def people(mode, near, folder, recording, seconds, endpoint, service, *others):
    process = subprocess.Popen(
        ["ip", "netns", "exec", near, sys.executable, str(LIB / "service_people.py"), mode, str(PEOPLE), str(ANSWERS),
         str(seconds), recording, endpoint, folder, service], stdout=subprocess.PIPE, text=True)
    meter = Meter(process.pid, *others)
    text = process.stdout.read()
    process.wait()
    facts = {"peak": meter.end(), **json.loads(text)}
    return facts


def compare(old, new, spoken):
    wanted = PEOPLE * ANSWERS

    def line(name, before, after, unit, aim, digits=1):
        change = f"{(after / before - 1) * 100:+.0f} %" if before else "-"
        print(f"  {name:36} {before:9.{digits}f} {after:9.{digits}f} {unit:7} {change:>7}   aim {aim}")

    print(f"  {'':36} {'old way':>9} {'service':>9}")
    line("total time", old["total"], new["total"], "s", "-40 %")
    line("  after the last word", old["total"] - spoken, new["total"] - spoken, "s", "(of the total)")
    line("peak memory, all processes", old["peak"] / MIB, new["peak"] / MIB, "MiB", "-60 %", 0)
    line("requests that timed out", old["timeouts"], new["timeouts"], "", "-90 %", 0)
    use = [facts["bytes"] * 8 / RATE / facts["total"] * 100 for facts in (old, new)]
    line("mean use of the link", *use, "%", "+25 %")
    line("answers that were lost", old["lost"], new["lost"], "", "0", 0)
    mean = [sum(f["seconds"]) / max(1, len(f["seconds"])) for f in (old, new)]
    line("mean time of an answer", *mean, "s", "below 30 s")
    success = old["retriedDelivered"] / old["retried"] * 100 if old["retried"] else 100
    line("delivered of those tried again", success, new["retrySuccess"] * 100, "%", "above 95 %")
    for name, facts in (("old", old), ("new", new)):
        print(f"  {name}: {len(facts['seconds'])} of {wanted} delivered; {facts['proxy'][0]} requests over the link, "
              f"{facts['proxy'][1]} failed; {facts['bytes'] / 1e6:.1f} MB of objects; load {load()}")
