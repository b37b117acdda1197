"""Reads C++ just well enough for the house's checks: comments and texts blanked out, includes with
their lines, and where functions begin and end. No parser: where it is unsure it says nothing.
"""

import re
from typing import Iterator, NamedTuple

_LEXEME = re.compile(
    r"""(?P<raw>\b(?:u8|u|U|L)?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<number>\b\d(?:'?[\w.])*)
      | (?P<text>"(?:\\.|[^"\\\n])*")
      | (?P<character>'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w+)(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_ACCESS = re.compile(r"\b(?:public|private|protected)\s*:(?!:)")
_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")
_NAME = re.compile(r"([\w~:]+|operator\s*\S+?)\s*\(")
_ONE_CHOICE = re.compile(r"\s*(?:switch\s*\(|(?:return\s+)?(?:co_await\s+)?(?:std::)?visit\s*\()")


class Include(NamedTuple):
    line: int
    path: str
    quoted: bool


class Function(NamedTuple):
    line: int
    name: str
    length: int
    one_choice: bool  # the body is a single switch or visit


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def without_comments(source: str) -> str:
    return _LEXEME.sub(lambda m: _blank(m[0]) if m["comment"] else m[0], source)


def code_only(source: str) -> str:
    """Same length and lines as the source, with comments and the insides of texts blank."""

    def replace(match: re.Match) -> str:
        if match["number"]:
            return match[0].replace("'", "_")
        if match["comment"]:
            return _blank(match[0])
        return '"' + _blank(match[0][1:-1]) + '"'

    return _LEXEME.sub(replace, source)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def includes(source: str) -> Iterator[Include]:
    text = without_comments(source)
    for match in _INCLUDE.finditer(text):
        yield Include(line_of(text, match.start(1)), match[2], match[1] == '"')


def _without_directives(code: str) -> str:
    """Of each #if only the first branch stays, so that braces balance."""
    pieces, end, depth_of_skip, depth = [], 0, 0, 0
    for match in _DIRECTIVE.finditer(code):
        between = code[end : match.start()]
        pieces.append(_blank(between) if depth_of_skip else between)
        pieces.append(_blank(match[0]))
        end = match.end()
        word = match[1]
        if word in ("if", "ifdef", "ifndef"):
            depth += 1
        elif word in ("else", "elif") and not depth_of_skip:
            depth_of_skip = depth
        elif word == "endif":
            if depth_of_skip == depth:
                depth_of_skip = 0
            depth -= 1
    pieces.append(code[end:])
    return "".join(pieces)


def _closing(code: str, opening: int) -> int:
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(code)


def _without_parentheses(head: str) -> str:
    while True:
        shorter = re.sub(r"\(([^()]+)\)", lambda m: "()", head)
        if shorter == head:
            return head
        head = shorter


def _kind(head: str) -> str:
    """What a brace after this head opens: 'scope', 'function', 'value' or 'member' initialiser."""
    head = _without_parentheses(_ACCESS.sub(" ", head)).rstrip()
    scope = _SCOPE.search(head)
    if scope:
        return "value" if scope[1] == "enum" else "scope"
    if not head.endswith((")", "}")) and re.search(r"\)[^()]*[^:]:[^:]", head):
        return "member"
    if "(" not in head or head.endswith("="):
        return "value"
    return "function"


def functions(source: str) -> Iterator[Function]:
    code = _without_directives(code_only(source))
    head_start, parentheses, position = 0, 0, 0
    mark = re.compile(r"[(){};]")
    while match := mark.search(code, position):
        position = match.end()
        if match[0] in "()":
            parentheses += 1 if match[0] == "(" else -1
        elif match[0] == "}" or (match[0] == ";" and parentheses <= 0):
            head_start, parentheses = position, 0
        elif match[0] == "{":
            opening = match.start()
            head = code[head_start:opening]
            kind = "member" if parentheses > 0 else _kind(head)
            if kind == "scope":
                head_start = position
                continue
            closing = _closing(code, opening)
            position = closing + 1
            if kind == "member":
                continue
            head_start = position
            if kind == "function":
                name = _NAME.search(head)
                yield Function(
                    line_of(code, opening),
                    name[1] if name else "?",
                    line_of(code, closing) - line_of(code, opening) + 1,
                    bool(_ONE_CHOICE.match(code, opening + 1)),
                )
