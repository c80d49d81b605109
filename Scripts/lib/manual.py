"""The manual page of the command, from what it says of itself, in mdoc(7)."""

import json
import sys


def escaped(text):
    """Text in which nothing is a request or an escape of roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def paragraphs(text):
    """Sentences flow; what is indented stays as it is."""
    out, literal = [], False
    for line in text.split("\n"):
        indented = line.startswith("  ")
        if indented != literal:
            out.append(".Bd -literal -offset indent" if indented else ".Ed")
            literal = indented
        if line.strip():
            out.append(escaped(line.strip()))
        elif not literal and out and out[-1] != ".Pp":
            out.append(".Pp")
    if literal:
        out.append(".Ed")
    while out and out[-1] == ".Pp":
        out.pop()
    return [line for index, line in enumerate(out)
            if not (line == ".Pp" and index + 1 < len(out) and out[index + 1].startswith(".Bd"))]


def spelled(argument):
    names = [("Fl \\-" if name["kind"] == "long" else "Fl ") + escaped(name["name"])
             for name in argument.get("names", [])]
    value = "" if argument["kind"] == "flag" else f" Ar {escaped(argument.get('valueName') or 'value')}"
    if argument["kind"] == "positional":
        return value.strip() + (" ..." if argument["isRepeating"] else "")
    return " , ".join(names) + value


def described(argument):
    text = argument.get("abstract") or ""
    if argument.get("discussion"):
        text += " " + argument["discussion"]
    if argument.get("defaultValue"):
        text += f" Default: {argument['defaultValue']}."
    return escaped(" ".join(text.split()))


def options(command):
    shown = [a for a in command.get("arguments", []) if a["shouldDisplay"] and
             not any(n["name"] in ("help", "version") for n in a.get("names", []))]
    if not shown:
        return []
    lines = [".Bl -tag -width indent"]
    for argument in shown:
        lines += [f".It {spelled(argument)}", described(argument)]
    return [*lines, ".El"]


def commands(command, words):
    for child in command.get("subcommands", []):
        if child["commandName"] == "help" or not child["shouldDisplay"]:
            continue
        path = [*words, child["commandName"]]
        yield path, child
        yield from commands(child, path)


def page(tool, version, date):
    root = tool["command"]
    name = root["commandName"]
    lines = [f".Dd {date}", f".Dt {name.upper()} 1", ".Os", ".Sh NAME", f".Nm {name}",
             f".Nd {escaped(root['abstract'].rstrip('.'))}", ".Sh SYNOPSIS", f".Nm {name}", ".Ar command",
             ".Op Ar options", ".Sh DESCRIPTION", *paragraphs(root.get("discussion", "")), ".Sh COMMANDS"]
    for path, command in commands(root, []):
        lines += [f".Ss {name} {' '.join(path)}", escaped(command.get("abstract", ""))]
        if command.get("discussion"):
            lines += [".Pp", *paragraphs(command["discussion"])]
        lines += options(command)
    lines += [".Sh FILES", ".Bl -tag -width indent", ".It Pa ~/.config/mediaferry/config.json",
              "Options by their names.", ".It Pa ~/.local/state/mediaferry", "Jobs, spool and journals.", ".El",
              ".Sh EXIT STATUS", ".Bl -tag -width indent", ".It 0", "Everything was delivered whole.",
              ".It 1", "Something failed or was refused.", ".It 3", "Everything was delivered, some with stated loss of media.",
              ".It 64", "Wrong usage; nothing was begun.", ".It 130, 143", "Interrupted; the state is kept.", ".El",
              ".Sh HISTORY", f"This page describes version {escaped(version)}."]
    return "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin), sys.argv[1], sys.argv[2]))
