# Shared by the servers that play the stranger: a folder of their own, children that never outlive them, one line when
# they are ready. Sourced, not run.
# shellcheck shell=bash

children=()
folder=

stop_children() {
    trap - EXIT TERM INT
    local pid
    for pid in "${children[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${children[@]}"; do
        for _ in {1..30}; do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
}
trap stop_children EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# server_folder FOLDER: works in a folder that the caller owns and removes.
server_folder() {
    if (($# != 1)); then
        printf 'usage: %s FOLDER\n' "$0" >&2
        exit 64
    fi
    mkdir -p "$1"
    cd "$1"
    folder=$PWD
}

# need COMMAND...: without them the server cannot be had here; exit 69 says so.
need() {
    local command
    for command in "$@"; do
        if ! command -v "$command" >/dev/null; then
            printf 'cannot be had here: %s is missing\n' "$command" >&2
            exit 69
        fi
    done
}

# A port of loopback that nobody listens on now, beneath those that the system gives to outgoing connections: one of
# these may be taken by a client before its server asks for it.
free_port() {
    python3 - <<'PYTHON'
import random
import socket

while True:
    port = random.randrange(20000, 32000)
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
    print(port)
    break
PYTHON
}

# child COMMAND...: runs beside this script and ends with it.
child() {
    setpriv --pdeathsig KILL -- "$@" </dev/null >>"$folder/${1##*/}.out" 2>&1 &
    children+=("$!")
}

# until_works COMMAND...: waits up to a minute for a fact.
until_works() {
    local deadline=$((SECONDS + 60)) pid
    until "$@" >/dev/null 2>&1; do
        for pid in "${children[@]}"; do
            if ! kill -0 "$pid" 2>/dev/null; then
                printf 'a server ended by itself; see %s\n' "$folder" >&2
                exit 1
            fi
        done
        if ((SECONDS > deadline)); then
            printf 'no server after a minute; see %s\n' "$folder" >&2
            exit 1
        fi
        sleep 0.2
    done
}

# ready URL: says so and stays until standard input closes.
ready() {
    printf 'ready %s\n' "$1"
    while read -r _; do :; done
}
