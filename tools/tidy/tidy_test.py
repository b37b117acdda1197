#!/usr/bin/env python3
"""Shows each rule of tidy.py firing on a small bad example, and keeping quiet on the good one
beside it. The examples are written into a temporary tree.
"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import rooms  # noqa: E402
import source  # noqa: E402
import tidy  # noqa: E402

HEAD = "// What this file is for.\n"


class TreeTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path: str, text: str, head: str = HEAD) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + text, encoding="utf-8")

    def found(self) -> list[tuple[str, int, str]]:
        return [(f.path, f.line, f.rule) for f in tidy.findings(self.root)]

    def expect(self, *wanted: tuple[str, int, str]) -> None:
        self.assertEqual(self.found(), sorted(wanted))

    def expect_at(self, path: str, text: str, *rules: str) -> None:
        """The rules that fire on a file of this name holding this text."""
        self.write(path, text)
        fired = [rule for where, _, rule in self.found() if where == path]
        self.assertEqual(fired, list(rules), f"{path}: {text}")
        (self.root / path).unlink()


class Direction(TreeTest):
    def test_includes_run_down(self) -> None:
        for path, included in (
            ("core/model/a.cpp", "core/base/x.hpp"),
            ("core/cases/a.cpp", "core/identity/x.hpp"),
            ("core/sync/a.cpp", "core/storage/x.hpp"),
            ("client-lib/src/engine/a.cpp", "core/sync/x.hpp"),
            ("sync-server/store/a.cpp", "core/sqlite/x.hpp"),
            ("tools/field/a.cpp", "tools/synthetic/x.hpp"),
            ("tests/core/sync/a.cpp", "sync-server/server.hpp"),
        ):
            self.expect_at(path, f'#include "{included}"\n')

    def test_includes_do_not_run_up(self) -> None:
        for path, included in (
            ("core/base/a.cpp", "core/model/x.hpp"),
            ("core/identity/a.cpp", "core/dictionary/x.hpp"),
            ("core/wire/a.cpp", "core/sync/x.hpp"),
            ("core/sqlite/a.cpp", "core/model/x.hpp"),
            ("core/model/a.cpp", "core/sqlite/x.hpp"),
            ("core/sync/a.cpp", "client-lib/src/x.hpp"),
            ("core/sync/a.cpp", "tools/field/x.hpp"),
            ("client-lib/src/a.cpp", "sync-server/x.hpp"),
            ("sync-server/a.cpp", "client-lib/src/x.hpp"),
            ("tools/field/a.cpp", "core/base/x.hpp"),
            ("client-lib/include/pendata/a.hpp", "core/base/x.hpp"),
        ):
            self.expect_at(path, f'#include "{included}"\n', "direction")

    def test_the_public_header_is_a_door_for_those_outside(self) -> None:
        self.expect_at("tools/field/a.cpp", "#include <pendata/pendata.h>\n")
        self.expect_at("sync-server/a.cpp", "#include <pendata/pendata.h>\n", "direction")

    def test_a_new_room_needs_a_line_in_the_table(self) -> None:
        self.expect_at("core/feelings/a.cpp", "", "room")

    def test_includes_start_at_the_root(self) -> None:
        self.write("core/base/x.hpp", "")
        self.expect_at("core/base/a.cpp", '#include "x.hpp"\n', "include")

    def test_files_in_a_circle(self) -> None:
        self.write("core/base/a.hpp", '#include "core/base/b.hpp"\n')
        self.write("core/base/b.hpp", '#include "core/base/a.hpp"\n')
        self.expect(("core/base/a.hpp", 2, "circle"))

    def test_rooms_in_a_circle(self) -> None:
        self.write("client-lib/src/net/a.hpp", '#include "client-lib/src/store/b.hpp"\n')
        self.write("client-lib/src/store/b.hpp", "")
        self.write("client-lib/src/store/c.hpp", '#include "client-lib/src/net/d.hpp"\n')
        self.write("client-lib/src/net/d.hpp", "")
        self.expect(("client-lib/src/net/a.hpp", 2, "circle"))


class Libraries(TreeTest):
    def test_each_library_has_its_place(self) -> None:
        for header, rule, places, elsewhere in (
            ("pendata/v1/wire.pb.h", "protobuf", ("core/wire", "proto/dictgen"), "core/sync"),
            ("boost/asio/steady_timer.hpp", "asio", ("sync-server/net", "client-lib/src/net"),
             "sync-server/jobs"),
            ("sqlite3.h", "sqlite", ("core/sqlite", "tests/store"), "client-lib/src/store"),
            ("mutex", "pure", ("client-lib/src/engine",), "core/storage"),
            ("fstream", "pure", ("tools/admin", "core/sqlite"), "core/dictionary"),
        ):
            for place in places:
                self.expect_at(f"{place}/a.cpp", f"#include <{header}>\n")
            self.expect_at(f"{elsewhere}/a.cpp", f"#include <{header}>\n", rule)

    def test_heavy_headers_do_not_leak(self) -> None:
        self.write("sync-server/net/tls.hpp", "#include <boost/asio/ssl.hpp>\n")
        self.write("sync-server/net/door.hpp", '#include "sync-server/net/tls.hpp"\n')
        self.expect_at("sync-server/server.cpp", '#include "sync-server/net/door.hpp"\n', "heavy")
        self.expect_at("sync-server/net/door.cpp", '#include "sync-server/net/door.hpp"\n')


class Calls(TreeTest):
    def test_banned_calls(self) -> None:
        for path, call, rule in (
            ("tests/core/a.cpp", "int x = std::rand();", "dice"),
            ("tools/sim/a.cpp", "srand(1);", "dice"),
            ("core/base/a.cpp", "std::random_device d;", "dice"),
            ("tests/scenario/a.cpp", "std::this_thread::sleep_for(1s);", "sleep"),
            ("client-lib/src/a.cpp", "usleep(10);", "sleep"),
            ("tools/field/a.c", "sleep(10);", "sleep"),
            ("core/sync/a.cpp", "auto n = std::chrono::steady_clock::now();", "clock"),
            ("core/sync/a.cpp", "auto n = time(nullptr);", "clock"),
            ("core/sync/a.cpp", "gettimeofday(&t, nullptr);", "clock"),
            ("core/sync/a.cpp", "std::thread t;", "threads"),
            ("core/sync/a.cpp", "std::recursive_mutex m;", "threads"),
            ("core/join/a.cpp", "throw 1;", "throw"),
            ("core/join/a.cpp", 'printf("x");', "print"),
            ("client-lib/src/a.cpp", 'std::cout << "x";', "print"),
            ("sync-server/server.cpp", 'std::fprintf(stderr, "x");', "print"),
            ("tools/field/a.cpp", "strcpy(a, b);", "strings"),
            ("tests/core/a.cpp", "sprintf(a, b);", "strings"),
            ("tools/field/a.cpp", "using namespace std;", "namespace"),
            ("tests/core/a.cpp", '    rc::check("sums", [] {', "law"),
        ):
            self.expect_at(path, f"{call}\n", rule)

    def test_what_only_looks_like_one(self) -> None:
        for path, text in (
            ("core/base/a.cpp", "// throw std::rand() at it, then sleep(1)"),
            ("core/base/a.cpp", 'auto s = "throw printf(std::thread)";'),
            ("core/base/a.cpp", 'auto s = R"(throw "x" /* )";'),
            ("core/base/a.cpp", "auto n = 1'000'000; auto c = '\"';"),
            ("core/sync/a.cpp", "auto n = stamp.time(0) + session->sleep(2) + operand(3);"),
            ("core/sqlite/a.cpp", "throw error();"),
            ("sync-server/a.cpp", "std::snprintf(a, n, b);"),
            ("sync-server/main.cpp", 'std::cout << "ready";'),
            ("client-lib/src/a.cpp", "auto n = std::chrono::system_clock::now();"),
            ("tools/field/a.cpp", "using namespace std::chrono_literals;"),
            ("tests/core/a.cpp", '    CHECK(rc::check("sums", [] {'),
        ):
            self.expect_at(path, f"{text}\n")

    def test_unfinished_work(self) -> None:
        word = "TO" + "DO"
        self.expect_at("core/base/a.cpp", f"// {word}: later\n", "unfinished")
        self.expect_at("docs/a.md", f"{word}\n", "unfinished")


class Length(TreeTest):
    def long(self, lines: int, inside: str = "    f();\n") -> str:
        return inside * (lines - 2)

    def test_a_long_file(self) -> None:
        self.expect_at("core/base/a.hpp", "\n" * (tidy.MAX_FILE_LINES - 1))
        self.expect_at("core/base/a.hpp", "\n" * tidy.MAX_FILE_LINES, "long file")

    def test_a_long_function(self) -> None:
        for head in (
            "void f(int a) {\n",
            "namespace a {\nstruct b {\npublic:\n    b(int x) : one_{1}, two_(x) {\n",
            "template <class T>\nauto a::b<T>::operator()(T x) const noexcept -> std::size_t {\n",
            'TEST_CASE("a case") {\n',
        ):
            end = "}\n" + "};\n}\n" * head.startswith("namespace")
            self.expect_at("tests/core/a.cpp", head + self.long(70) + end)
            self.expect_at("tests/core/a.cpp", head + self.long(71) + end, "long function")

    def test_a_single_choice_may_be_longer(self) -> None:
        for opening in ("    switch (a) {\n", "    return std::visit([] {\n"):
            body = opening + "    case 1: return;\n" * 80 + "    }\n"
            self.expect_at("core/sync/a.cpp", "void f(int a) {\n" + body + "}\n")
            self.expect_at("core/sync/a.cpp", "void f(int a) {\n    g();\n" + body + "}\n",
                           "long function")

    def test_what_is_not_a_function(self) -> None:
        for text in (
            "struct a {\n" + "    int x = 0;\n" * 90 + "};\n",
            "REGISTER(a)\nstruct a : b<int> {\n" + "    int x = 0;\n" * 90 + "};\n",
            "enum class a : std::uint8_t {\n" + "    x,\n" * 90 + "};\n",
            "const std::array<row, 90> rows = {{\n" + "    {f(1), 2},\n" * 90 + "}};\n",
            "namespace a {\n" + "void f();\n" * 90 + "}\n",
            'extern "C" {\n' + "void f(void);\n" * 90 + "}\n",
        ):
            self.expect_at("core/base/a.cpp", text)

    def test_branches_of_the_preprocessor(self) -> None:
        text = "#if A\nvoid f() {\n#else\nvoid g() {\n#endif\n}\nvoid h() {\n}\n"
        self.assertEqual([f.name for f in source.functions(text)], ["f", "h"])

    def test_a_long_python_function(self) -> None:
        text = '"""What this file is for."""\ndef f():\n' + "    pass\n" * 70
        self.write("tools/a.py", text, head="")
        self.expect(("tools/a.py", 2, "long function"))


class Pages(TreeTest):
    def test_a_page_names_what_exists(self) -> None:
        self.write("core/base/a.hpp", "")
        self.write("docs/a.md", "`core/base/a.hpp:3` `core/base/` `core/*/x` [b](../core/base) `a/b`\n"
                   "```\n`core/gone.hpp`\n```\n", head="")
        self.expect()

    def test_a_page_that_names_what_is_gone(self) -> None:
        self.write("docs/a.md", "\nsee `core/gone.hpp`, and\n[b](gone.md)\n", head="")
        self.expect(("docs/a.md", 2, "page"), ("docs/a.md", 3, "page"))


class Names(TreeTest):
    def test_a_room_without_a_purpose(self) -> None:
        for name in ("util", "common", "helpers", "manager", "misc"):
            self.write(f"tests/{name}/a.cpp", "")
            self.expect((f"tests/{name}", 1, "name"))
            (self.root / f"tests/{name}/a.cpp").unlink()
            (self.root / f"tests/{name}").rmdir()

    def test_a_file_without_a_head(self) -> None:
        bare = (("core/base/a.cpp", "#include <string>\n"), ("core/base/b.cpp", "// a.cpp\nint x;\n"),
                ("core/base/c.cpp", "//\n" + "// and so on and on\n" * 12),
                ("tools/d.py", "#!/usr/bin/env python3\nimport os\n"), ("tools/e", "#!/bin/sh\nls\n"))
        for path, text in bare:
            self.write(path, text, head="")
        self.expect(*((path, 1, "head") for path, _ in bare))

    def test_files_with_a_head(self) -> None:
        words = "What this file is for"
        for path, text in (("core/base/a.cpp", f"// {words}\n"), ("core/base/a.h", f"/* {words} */\n"),
                           ("tools/a", f"#!/bin/sh\n# {words}\n"), ("proto/a.proto", f"// {words}\n"),
                           ("client-lib/include/pendata/pendata.h", f"/*\n{words}\n" * 30 + "*/\n")):
            self.write(path, text, head="")
        self.expect()


class Table(unittest.TestCase):
    def test_no_room_of_the_core_can_reach_above(self) -> None:
        for room, allowed in rooms.MAY_INCLUDE.items():
            if room.startswith("core/"):
                self.assertTrue(all(name.startswith("core/") for name in allowed), room)


if __name__ == "__main__":
    unittest.main()
