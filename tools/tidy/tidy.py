#!/usr/bin/env python3
"""Checks what no linter knows about this house: tidy.py [ROOT]
Prints `file:line: rule: what to do instead` for each finding, and exits 1 when there is one.
The tables are in rooms.py; tidy_test.py shows each rule firing.
"""

import ast
import os
import re
import sys
from pathlib import Path, PurePosixPath
from typing import Iterator, NamedTuple

import rooms
import source

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 70
MAX_CHOICE_LINES = 100
MAX_HEAD_LINES = 10
MIN_HEAD_WORDS = 2

CPP = (".cpp", ".hpp", ".h", ".c", ".cc")
SCRIPTS = (".py", ".sh", ".cmake")
PUBLIC_HEADERS = "client-lib/include/"
NOT_OURS = {".git", ".cache", "build", "__pycache__", "node_modules"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.instead}"


class Tree:
    """The files of the repository, read once."""

    def __init__(self, root: Path):
        self.root = root
        self.files: list[str] = []
        self.folders: set[str] = set()
        for folder, below, names in os.walk(root):
            below[:] = sorted(name for name in below if name not in NOT_OURS)
            here = Path(folder).relative_to(root)
            self.folders.update((here / name).as_posix() for name in below)
            self.files.extend((here / name).as_posix() for name in sorted(names))
        self.known = set(self.files) | self.folders
        self.text = {path: self._read(path) for path in self.files if self._is_read(path)}
        self.includes = {path: list(source.includes(self.text[path])) for path in self.cpp()}

    def _is_read(self, path: str) -> bool:
        suffix = PurePosixPath(path).suffix
        return (suffix in CPP + SCRIPTS + (".proto", ".md")
                or path.endswith("CMakeLists.txt") or path == ".ci/run"
                or (not suffix and path.startswith("tools/")))

    def _read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def cpp(self) -> list[str]:
        return [path for path in self.text if path.endswith(CPP)]

    def target(self, included: source.Include) -> str:
        """Where an include leads, as a path from the root; of a foreign header, its name."""
        if included.path.startswith("pendata/pendata."):
            return PUBLIC_HEADERS + included.path
        return included.path


# --- direction -----------------------------------------------------------------------------------


def room_of(path: str) -> str | None:
    """The room whose line in the table speaks for this file."""
    named = [room for room in rooms.MAY_INCLUDE if path.startswith(room + "/")]
    return max(named, key=len, default=None)


def check_direction(tree: Tree) -> Iterator[Finding]:
    ours = {name.split("/")[0] for name in tree.folders | set(rooms.MAY_INCLUDE)}
    for path, found in tree.includes.items():
        room = room_of(path)
        if room is None or room == "core":
            yield Finding(path, 1, "room", "give this room a line in tools/tidy/rooms.py")
            continue
        for included in found:
            target = tree.target(included)
            if target.split("/")[0] not in ours or "/" not in target:
                beside = (PurePosixPath(path).parent / included.path).as_posix()
                if included.quoted and beside in tree.known:
                    yield Finding(path, included.line, "include",
                                  f'write "{beside}": includes start at the repository root')
                continue
            allowed = (room,) + rooms.MAY_INCLUDE[room]
            if not any(target.startswith(name + "/" if name else "") for name in allowed):
                yield Finding(path, included.line, "direction",
                              f"{room} may not include {target}: move the shared part down, or "
                              "pass it in from above")


def _circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """One circle per knot of the graph, found from its lowest name."""
    finished: set[str] = set()
    circles = []
    for start in sorted(edges):
        trail, iterators, on_trail = [start], [iter(sorted(edges[start]))], {start}
        if start in finished:
            continue
        while iterators:
            step = next(iterators[-1], None)
            if step is None:
                iterators.pop()
                last = trail.pop()
                on_trail.discard(last)
                finished.add(last)
            elif step in on_trail:
                circles.append(trail[trail.index(step):] + [step])
            elif step in edges and step not in finished:
                trail.append(step)
                on_trail.add(step)
                iterators.append(iter(sorted(edges[step])))
    return circles


def check_circles(tree: Tree) -> Iterator[Finding]:
    files: dict[str, set[str]] = {path: set() for path in tree.includes}
    folders: dict[str, set[str]] = {}
    first_line: dict[tuple[str, str], tuple[str, int]] = {}
    for path, found in tree.includes.items():
        here = PurePosixPath(path).parent.as_posix()
        for included in found:
            target = tree.target(included)
            if target not in files:
                continue
            files[path].add(target)
            there = PurePosixPath(target).parent.as_posix()
            first_line.setdefault((path, target), (path, included.line))
            if there != here:
                folders.setdefault(here, set()).add(there)
                folders.setdefault(there, set())
                first_line.setdefault((here, there), (path, included.line))
    for edges, what in ((files, "files"), (folders, "rooms")):
        for circle in _circles(edges):
            path, line = first_line[circle[0], circle[1]]
            yield Finding(path, line, "circle", f"{what} {' -> '.join(circle)}: move what both "
                          "need into a room below")


def check_libraries(tree: Tree) -> Iterator[Finding]:
    for path, found in tree.includes.items():
        if path.startswith("tests/"):
            continue
        for included in found:
            for ban in rooms.LIBRARIES:
                if ban.where(path) and ban.pattern.match(included.path):
                    yield Finding(path, included.line, ban.rule, ban.instead)


def check_heavy_headers(tree: Tree) -> Iterator[Finding]:
    """Beast and Asio's TLS stay inside their folder, also by way of a header."""

    def heavy(path: str, seen: set[str]) -> bool:
        if path in seen or path not in tree.includes:
            return False
        seen.add(path)
        return any(rooms.HEAVY.match(included.path) or heavy(tree.target(included), seen)
                   for included in tree.includes[path])

    for path, found in tree.includes.items():
        if path.startswith("tests/") or "net" in path.split("/")[:-1]:
            continue
        for included in found:
            if heavy(tree.target(included), set()):
                yield Finding(path, included.line, "heavy", f"{included.path} brings Beast or TLS "
                              "along: hide them behind a small class in its .cpp")


# --- what stands in a file -----------------------------------------------------------------------


def check_calls(tree: Tree) -> Iterator[Finding]:
    for path in tree.cpp():
        bans = [ban for ban in rooms.CALLS if ban.where(path)]
        for number, line in enumerate(source.code_only(tree.text[path]).split("\n"), 1):
            for ban in bans:
                if ban.pattern.search(line):
                    yield Finding(path, number, ban.rule, ban.instead)


def check_unfinished(tree: Tree) -> Iterator[Finding]:
    for path, text in tree.text.items():
        for number, line in enumerate(text.split("\n"), 1):
            if UNFINISHED.search(line):
                yield Finding(path, number, "unfinished", "do it now, or write down in docs/ what "
                              "is not there")


def _functions(path: str, text: str) -> Iterator[source.Function]:
    if path.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield source.Function(node.lineno, node.name, length, False)
    elif path.endswith(CPP):
        yield from source.functions(text)


def check_length(tree: Tree) -> Iterator[Finding]:
    for path, text in tree.text.items():
        if path.endswith((".md", ".proto")):
            continue
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            yield Finding(path, lines, "long file", f"{lines} lines, {MAX_FILE_LINES} at most: "
                          "split it by what changes together")
        for function in _functions(path, text):
            limit = MAX_CHOICE_LINES if function.one_choice else MAX_FUNCTION_LINES
            if function.length > limit:
                yield Finding(path, function.line, "long function", f"{function.name} has "
                              f"{function.length} lines, {limit} at most: name its steps")


def _head(path: str, text: str) -> str:
    """The comment a file opens with, without its marks."""
    if text.startswith("#!"):
        text = text.partition("\n")[2]
    if path.endswith(".py"):
        return ast.get_docstring(ast.parse(text)) or ""
    if path.endswith(CPP + (".proto",)) and text.startswith("/*"):
        return re.sub(r"(?m)^[ \t]*\*+[ \t]?", "", text[2:].partition("*/")[0]).strip()
    mark = "//" if path.endswith(CPP + (".proto",)) else "#"
    head = re.match(rf"(?:{mark}[^\n]*(?:\n|$))*", text)
    return "\n".join(line.lstrip(mark).strip() for line in head[0].splitlines())


def check_head(tree: Tree) -> Iterator[Finding]:
    for path, text in tree.text.items():
        if path.endswith((".md", "CMakeLists.txt")):
            continue
        head = _head(path, text)
        if len(head.split()) < MIN_HEAD_WORDS:
            yield Finding(path, 1, "head", "open with a comment of 2-10 lines: what the file is "
                          "for, and which page explains it")
        elif head.count("\n") >= MAX_HEAD_LINES and not path.startswith(PUBLIC_HEADERS):
            yield Finding(path, 1, "head", f"{MAX_HEAD_LINES} lines at most: the rest is a page "
                          "in docs/")


# --- names and pages -----------------------------------------------------------------------------


def check_names(tree: Tree) -> Iterator[Finding]:
    for path in sorted(tree.folders | set(tree.cpp())):
        if rooms.PURPOSELESS.fullmatch(PurePosixPath(path).stem):
            yield Finding(path, 1, "name", "say what it is for; a place without a purpose fills up")


_FENCE = re.compile(r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1[^\n]*$")
_NAMED = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_WILD = re.compile(r"[*{}<>$…\[\]|]|\.\.\.")


def check_pages(tree: Tree) -> Iterator[Finding]:
    tops = {folder for folder in tree.folders if "/" not in folder} | {"core", "docs", "tests"}
    for path in tree.text:
        if not path.endswith(".md"):
            continue
        text = _FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), tree.text[path])
        for match in _NAMED.finditer(text):
            name = re.sub(r":\d+$", "", (match[1].split() or [""])[0]).rstrip("/,;")
            if "/" not in name or name.split("/")[0] not in tops or _WILD.search(name):
                continue
            if name not in tree.known:
                yield Finding(path, source.line_of(text, match.start()), "page",
                              f"{name} does not exist: name what is there")
        for match in _LINK.finditer(text):
            if re.match(r"\w+:|/", match[1]):
                continue
            target = os.path.normpath(PurePosixPath(path).parent / match[1])
            if target not in tree.known and target != ".":
                yield Finding(path, source.line_of(text, match.start()), "page",
                              f"{match[1]} leads nowhere: link what is there")


CHECKS = (check_direction, check_circles, check_libraries, check_heavy_headers, check_calls,
          check_unfinished, check_length, check_head, check_names, check_pages)


def findings(root: Path) -> list[Finding]:
    tree = Tree(root)
    return sorted({finding for check in CHECKS for finding in check(tree)})


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = findings(root)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
