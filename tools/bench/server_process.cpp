// Starting, waiting for the first line, stopping.
#include "tools/bench/server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

constexpr std::string_view ready_word = "ready ";

// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* words, int output, int log) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execv(words[0], words);
    ::_exit(127);
}

pid_t run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments, int output, int log) {
    std::vector<std::string> texts{program.string()};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> words;
    for (auto& text : texts) words.push_back(text.data());
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) become(words.data(), output, log);
    return child;
}

// The first line, without its end.
std::string read_line(int from) {
    std::string line;
    char c = 0;
    while (::read(from, &c, 1) == 1 && c != '\n') line.push_back(c);
    return line;
}

// What a program that did not get ready said.
std::string last_line_of(const std::filesystem::path& log) {
    std::ifstream file(log);
    std::string line, last;
    while (std::getline(file, line)) last = line;
    return last;
}

}  // namespace

checked<std::unique_ptr<server_process>> server_process::start(const std::filesystem::path& program,
                                                               const std::vector<std::string>& arguments,
                                                               const std::filesystem::path& log) {
    int pipe_ends[2];
    const int log_file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_file < 0 || ::pipe2(pipe_ends, O_CLOEXEC) != 0) {
        return failed("tidak dapat menjalankan program kantor", "can not start the office's program");
    }
    std::unique_ptr<server_process> made(new server_process);
    made->id_ = run_child(program, arguments, pipe_ends[1], log_file);
    ::close(log_file);
    ::close(pipe_ends[1]);
    const std::string line = made->id_ > 0 ? read_line(pipe_ends[0]) : std::string();
    ::close(pipe_ends[0]);
    if (!line.starts_with(ready_word)) {
        const std::string last = last_line_of(log);
        return failed(program.string() + " tidak siap: " + last, program.string() + " did not get ready: " + last);
    }
    made->address_ = line.substr(ready_word.size());
    return made;
}

server_process::~server_process() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

checked<void> server_process::stop() {
    ::kill(id_, SIGTERM);
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return failed("kantor berhenti dengan galat", "the office stopped with a failure");
    }
    return {};
}

checked<std::string> output_of(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) return failed("tidak dapat menjalankan program", "can not start a program");
    const pid_t child = run_child(program, arguments, pipe_ends[1], STDERR_FILENO);
    ::close(pipe_ends[1]);
    std::string out;
    char some[256];
    for (ssize_t size = 0; (size = ::read(pipe_ends[0], some, sizeof some)) > 0;) out.append(some, static_cast<std::size_t>(size));
    ::close(pipe_ends[0]);
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return failed(program.string() + " gagal", program.string() + " failed");
    }
    return out;
}

}  // namespace pendata::bench
