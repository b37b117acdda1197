"""The house's tables: which room may include which, where a library may be seen, what is not called
and what to do instead. A review remark that comes twice becomes a line here.
"""

import re
from typing import Callable, NamedTuple

# Lowest first: a room includes itself and rooms of the lines before its own.
CORE_LAYERS = (
    ("core/base",),
    ("core/model", "core/identity", "core/photo"),
    ("core/dictionary",),
    ("core/join", "core/lists"),
    ("core/cases",),
    ("core/closing",),
    ("core/reconcile",),
    ("core/wire",),
    ("core/storage",),
    ("core/settle",),
    ("core/sync",),
)

# The most exact name counts. Every room may also include itself.
MAY_INCLUDE = {
    "proto": (),
    "core/sqlite": ("core/base",),
    "client-lib/include": (),
    "client-lib": ("proto", "core", "client-lib"),
    "sync-server": ("proto", "core", "sync-server"),
    "tools/field": ("client-lib/include", "tools"),
    "tools": ("proto", "core", "client-lib", "sync-server", "tools"),
    "bindings": ("client-lib/include", "bindings"),
    "examples": ("client-lib/include", "examples"),
    "tests": ("",),
}
for _height, _layer in enumerate(CORE_LAYERS):
    _below = tuple(room for layer in CORE_LAYERS[:_height] for room in layer)
    MAY_INCLUDE.update({room: _below for room in _layer})

PURPOSELESS = re.compile(r"(?i)(utils?|utilit(y|ies)|commons?|helpers?|managers?|misc|stuff)")


def under(*rooms: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(tuple(room + "/" for room in rooms))


def _in_net(path: str) -> bool:
    return "net" in path.split("/")[:-1]


def _not(place: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda path: not place(path)


def _anywhere(_: str) -> bool:
    return True


def _in_pure_core(path: str) -> bool:
    return under("core")(path) and not under("core/sqlite")(path)


def _where_nothing_is_thrown(path: str) -> bool:
    # What a C library could not allocate fails as a `new` of ours would.
    return _in_pure_core(path) and path != "core/base/out_of_memory.cpp"


def _where_output_is_not_ours(path: str) -> bool:
    last_words = ("core/base/assert.cpp", "sync-server/main.cpp")
    return under("core", "client-lib", "sync-server")(path) and path not in last_words


class Ban(NamedTuple):
    rule: str
    pattern: re.Pattern
    where: Callable[[str], bool]
    instead: str


# Matched against what is named in an #include.
LIBRARIES = (
    Ban("protobuf", re.compile(r".*\.pb\.h$|google/protobuf/"), _not(under("core/wire", "proto")),
        "only core/wire sees generated protobuf; pass our own values"),
    Ban("asio", re.compile(r"boost/(asio|beast)"), _not(_in_net),
        "Asio and Beast live in folders named net; take a driver or an executor of ours"),
    Ban("sqlite", re.compile(r"sqlite3(ext)?\.h$"), _not(under("core/sqlite")),
        'stores speak through "core/sqlite/..."'),
    Ban("pure", re.compile(r"(thread|mutex|shared_mutex|condition_variable|future|iostream)$"),
        under("core"), "core neither waits, locks nor prints; that belongs to the edges"),
    Ban("pure", re.compile(r"(fstream|filesystem|unistd\.h|sys/.*)$"), _in_pure_core,
        "core touches no files; bytes come in and actions go out"),
)

# What costs a minute to compile must not reach others through a header.
HEAVY = re.compile(r"boost/(beast|asio/ssl)")


def _ban(rule: str, pattern: str, where: Callable[[str], bool], instead: str) -> Ban:
    return Ban(rule, re.compile(pattern), where, instead)


# Matched against code without comments and texts. A name after '.' or '->' is somebody's member.
_FREE = r"(?<![\w.>:])(?:std::|::)?"
CALLS = (
    _ban("dice", _FREE + r"s?rand\s*\(|\bdrand48\b", _anywhere,
         "use the project's own seeded generator, so that a failure can be replayed"),
    _ban("dice", r"\brandom_device\b|\brandombytes|\bRAND_bytes\b|\bgetrandom\b|\barc4random",
         under("core"), "take random bytes as an argument; the edge draws them"),
    _ban("sleep", r"\bsleep_(for|until)\b|\bnanosleep\b|" + _FREE + r"u?sleep\s*\(", _anywhere,
         "wait for the event itself: a timer of the driver, a condition, virtual time"),
    _ban("clock", r"\b(system|steady|high_resolution|utc)_clock::now\b|\bgettimeofday\b"
         r"|\bclock_gettime\b|" + _FREE + r"time\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)",
         under("core"), "take `now` as an argument; clocks are read at the edges"),
    _ban("threads", r"\bstd::(jthread|thread|async|\w*mutex|condition_variable\w*|lock_guard"
         r"|unique_lock|scoped_lock|shared_lock)\b|\bpthread_", under("core"),
         "core runs on its caller's thread; locking belongs to the edges"),
    _ban("throw", r"\bthrow\b", _where_nothing_is_thrown,
         "return result<T> for a failure, PENDATA_ASSERT for a bug"),
    _ban("print", r"\bstd::(cout|cerr|clog|puts|printf)\b|" + _FREE
         + r"(v?f?printf|f?puts|putchar)\s*\(", _where_output_is_not_ours,
         "libraries do not print: return it, or log it without personal data"),
    _ban("strings", _FREE + r"(strcpy|strcat|strncpy|sprintf|vsprintf|gets|strtok)\s*\(", _anywhere,
         "use std::string, std::string_view or std::snprintf"),
    _ban("law", r"^\s*rc::check\s*\(", _anywhere, "CHECK(rc::check(...)): by itself a law that breaks fails no test"),
    _ban("namespace", r"\busing\s+namespace\s+std\s*;", _anywhere, "write std:: or name what you use"),
)
