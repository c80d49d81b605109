#!/usr/bin/env python3
"""A link between two network namespaces of this run: rate, delay, loss and blackouts, in user space over TUN.

Prints `ready NEAR FAR ADDRESS CONGESTION`: the names of both namespaces, the far one's address, and the TCP congestion
control that counts in them. Ends, and takes the namespaces away, when standard input closes. Needs root."""

import argparse
import ctypes
import fcntl
import heapq
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
# A thread that enters a namespace comes back by a process that stayed.
HOME = os.getppid()
libc = ctypes.CDLL(None, use_errno=True)


def run(*command, check=True):
    return subprocess.run(command, check=check, capture_output=True, text=True).stdout


def enter(path):
    descriptor = os.open(path, os.O_RDONLY)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {path}")
    os.close(descriptor)


class Namespace:
    """One end of the link."""

    def __init__(self, name, address, peer, congestion):
        self.name = name
        run("ip", "netns", "add", name)
        enter(f"/run/netns/{name}")
        try:
            self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH22x", b"ferry0", IFF_TUN | IFF_NO_PI))
        finally:
            enter(f"/proc/{HOME}/ns/net")
        for command in (
            ("link", "set", "lo", "up"), ("addr", "add", address, "peer", peer, "dev", "ferry0"),
            ("link", "set", "ferry0", "mtu", "1500", "up"),
        ):
            run("ip", "-n", name, *command)
        if congestion:
            run("ip", "netns", "exec", name, "sysctl", "-qw", f"net.ipv4.tcp_congestion_control={congestion}", check=False)

    def congestion(self):
        return run("ip", "netns", "exec", self.name, "sysctl", "-n", "net.ipv4.tcp_congestion_control").strip()

    def close(self):
        os.close(self.tun)
        run("ip", "netns", "delete", self.name, check=False)


class Direction:
    """Packets one way: a queue of bounded length before a wire of so many bits a second, then a delay."""

    def __init__(self, options, seed):
        self.options = options
        self.random = random.Random(seed)
        self.free_at = 0.0

    def due(self, size, now):
        """When a packet comes out, or None when it is lost."""
        o = self.options
        if o.loss and self.random.random() < o.loss:
            return None
        start = max(now, self.free_at)
        if start - now > o.queue:
            return None
        self.free_at = start + size * 8 / o.rate
        return self.free_at + o.delay


def shuttle(near, far, options):
    ways = {near.tun: (far.tun, Direction(options, 1)), far.tun: (near.tun, Direction(options, 2))}
    waiting, number, began = [], 0, time.monotonic()
    poll = select.poll()
    for descriptor in (near.tun, far.tun, 0):
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
    while True:
        now = time.monotonic()
        timeout = max(0, (waiting[0][0] - now) * 1000) if waiting else 1000
        for descriptor, _ in poll.poll(timeout):
            if descriptor == 0:
                if not os.read(0, 4096):
                    return
                continue
            now = time.monotonic()
            is_dark = options.every and (now - began) % options.every >= options.every - options.dark
            try:
                for _ in range(64):
                    packet = os.read(descriptor, 2048)
                    target, way = ways[descriptor]
                    due = None if is_dark else way.due(len(packet), now)
                    if due is not None:
                        number += 1
                        heapq.heappush(waiting, (due, number, target, packet))
            except BlockingIOError:
                pass
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, target, packet = heapq.heappop(waiting)
            try:
                os.write(target, packet)
            except OSError:
                pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, required=True, help="bits a second, each way")
    parser.add_argument("--delay", type=float, default=0, help="seconds, each way")
    parser.add_argument("--loss", type=float, default=0, help="part of all packets, each way")
    parser.add_argument("--dark", type=float, default=0, help="seconds of a blackout")
    parser.add_argument("--every", type=float, default=0, help="seconds from one blackout to the next")
    parser.add_argument("--queue", type=float, default=0.2, help="seconds of packets that may wait for the wire")
    parser.add_argument("--congestion", default="", help="TCP congestion control, where the kernel lets a namespace take it")
    options = parser.parse_args()
    if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
        print("cannot be had here: needs root and /dev/net/tun", file=sys.stderr)
        sys.exit(69)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ends = []
    try:
        ends.append(Namespace(f"ferry-near-{os.getpid()}", "10.99.0.1", "10.99.0.2", options.congestion))
        ends.append(Namespace(f"ferry-far-{os.getpid()}", "10.99.0.2", "10.99.0.1", options.congestion))
        print("ready", ends[0].name, ends[1].name, "10.99.0.2", ends[0].congestion(), flush=True)
        shuttle(*ends, options)
    finally:
        for end in ends:
            end.close()


main()
