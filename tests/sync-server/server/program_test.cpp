// The program itself: what it prints, how it ends, and what a kill leaves.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

extern char** environ;

namespace {

// One run of pendata-server; killed where a test leaves it running.
class program {
public:
    explicit program(std::vector<std::string> arguments, const char* lang = "LANG=C") {
        int out[2], err[2];
        REQUIRE(pipe2(out, O_CLOEXEC) == 0);
        REQUIRE(pipe2(err, O_CLOEXEC) == 0);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, out[1], 1);
        posix_spawn_file_actions_adddup2(&files, err[1], 2);
        arguments.insert(arguments.begin(), PENDATA_SERVER);
        std::vector<char*> argv;
        for (auto& a : arguments) argv.push_back(a.data());
        argv.push_back(nullptr);
        std::string environment = lang;
        char* env[] = {environment.data(), nullptr};
        REQUIRE(posix_spawn(&pid_, PENDATA_SERVER, &files, nullptr, argv.data(), env) == 0);
        posix_spawn_file_actions_destroy(&files);
        close(out[1]);
        close(err[1]);
        out_ = out[0];
        err_ = err[0];
    }
    ~program() {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(out_);
        close(err_);
    }
    program(const program&) = delete;

    // The port of `ready ADDR:PORT`.
    std::uint16_t ready() {
        const std::string line = read_line();
        REQUIRE(line.rfind("ready 127.0.0.1:", 0) == 0);
        return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    }
    void signal(int number) { kill(pid_, number); }
    // The exit status; -1 for one that was killed.
    int end() {
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string output() { return read_all(out_); }
    std::string errors() { return read_all(err_); }

private:
    std::string read_line() {
        std::string line;
        for (char c = 0; line.find('\n') == std::string::npos;) {
            pollfd waiting{out_, POLLIN, 0};
            REQUIRE(poll(&waiting, 1, 30'000) == 1);
            REQUIRE(read(out_, &c, 1) == 1);
            line.push_back(c);
        }
        line.pop_back();
        return line;
    }
    static std::string read_all(int fd) {
        std::string all;
        char buffer[4096];
        for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) all.append(buffer, static_cast<std::size_t>(got));
        return all;
    }

    pid_t pid_ = 0;
    int out_ = -1, err_ = -1;
};

struct program_office : office_folder {
    program_office() : office_folder(unix_now_ms()) {}
    std::string dir() const { return (folder.path() / "kantor").string(); }
    std::vector<std::string> serving() const { return {"--data", dir(), "--listen", "127.0.0.1:0"}; }
};

struct ended {
    int status;
    std::string out, err;
};

ended run(std::vector<std::string> arguments, const char* lang = "LANG=C") {
    program p(std::move(arguments), lang);
    auto out = p.output();
    auto err = p.errors();
    return {p.end(), out, err};
}

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("the program serves until SIGTERM; a kill loses nothing that had a receipt") {
    program_office f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    receipt first;
    {
        program p(f.serving());
        sync_client line(p.ready(), f.of->identity().public_key());
        line.connect();
        sync_all(line, tablet);
        line.say(message::push{batch});
        first = line.expect_receipt();
        p.signal(SIGKILL);
        CHECK(p.end() == -1);
    }
    {
        program p(f.serving());
        sync_client line(p.ready(), f.of->identity().public_key());
        line.connect();
        CHECK(sync_all(line, tablet).parts() == 9);
        line.say(message::push{batch});
        CHECK(line.expect_receipt() == first);
        // Tools of the office work on the same folder meanwhile.
        REQUIRE(code_of(add_officer(*f.of, "Budi", role::psm, {{village_b}, {}, {}, {}}, unix_now_ms())) == errc::ok);
        line.say(message::push{f.person(tablet, 2, village_a, "Tuti")});
        CHECK(line.expect_receipt().held.empty());
        p.signal(SIGTERM);
        CHECK(line.heard_closing() == errc::office_busy);
        CHECK(p.end() == 0);
        const auto log = p.errors();
        CHECK(log.find("\"event\":\"started\"") != std::string::npos);
        CHECK(log.find("\"event\":\"stopped\"") != std::string::npos);
        for (const char* personal : {"Siti", "Ani", "127.0.0.1"}) CHECK(log.find(personal) == std::string::npos);
    }
    CHECK(f.view()->history_of(numbered_record(1)).value().size() == 1);
}

TEST_CASE("each way to fail is one line and a status") {
    program_office f;
    program serving(f.serving());
    const auto port = serving.ready();
    const auto taken = run({"--data", f.dir(), "--listen", "127.0.0.1:" + std::to_string(port)});
    CHECK(taken.status == 1);
    CHECK(taken.out.empty());
    CHECK(taken.err.find("alamat sudah dipakai: 127.0.0.1:" + std::to_string(port)) != std::string::npos);
    CHECK(lines_of(taken.err) == 1);

    const auto english = run({"--data", f.dir(), "--listen", "127.0.0.1:" + std::to_string(port)}, "LANG=en_US.UTF-8");
    CHECK(english.err.find("address already in use") != std::string::npos);

    const auto none = run({"--data", f.folder.path().string(), "--lang", "en"});
    CHECK(none.status == 1);
    CHECK(none.err.find("not a Pendata office") != std::string::npos);

    CHECK(run({"--data", f.dir(), "--check"}).status == 0);
    write_file(f.dir() + "/pendata.toml", "[limits]\nconnections = \"many\"\n");
    for (const auto& arguments : {std::vector<std::string>{"--data", f.dir(), "--check"}, f.serving()}) {
        const auto wrong = run(arguments);
        CHECK(wrong.status == 1);
        CHECK(wrong.err.find("limits.connections") != std::string::npos);
        CHECK(wrong.err.find("baris 2") != std::string::npos);
        CHECK(lines_of(wrong.err) == 1);
    }
}

TEST_CASE("wrong use, help and version") {
    CHECK(run({}).status == 2);
    CHECK(run({"--data"}).status == 2);
    CHECK(run({"--data", "x", "--listen", "nowhere"}).status == 2);
    CHECK(run({"--data", "x", "--unknown"}).status == 2);
    const auto help = run({"--help"});
    CHECK(help.status == 0);
    CHECK(help.out.find("pendata-server --data") != std::string::npos);
    const auto version = run({"--version"});
    CHECK(version.status == 0);
    CHECK(version.out.rfind("pendata-server 0.", 0) == 0);
}
