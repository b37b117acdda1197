// Reading and writing files for the commands.
#include "tools/field/text_input.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "tools/field/terminal.hpp"

namespace field {

namespace {

struct file_closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using file_ptr = std::unique_ptr<std::FILE, file_closer>;

void say_about(const arguments& typed, const std::string& path, std::string_view indonesian, std::string_view english) {
    say(path + ": " + std::string(in_language(typed, indonesian, english)));
}

void say_system(const arguments& typed, const std::string& path, int number) {
    switch (number) {
        case ENOENT: return say_about(typed, path, "berkas tidak ada", "no such file");
        case EACCES:
        case EPERM: return say_about(typed, path, "tidak ada izin", "no permission");
        case EISDIR: return say_about(typed, path, "ini folder, bukan berkas", "a folder, not a file");
        case ENOSPC:
        case EDQUOT: return say_about(typed, path, "penyimpanan penuh", "disk full");
        case EROFS: return say_about(typed, path, "penyimpanan hanya dapat dibaca", "read-only storage");
        default: return say(path + ": " + std::generic_category().message(number));
    }
}

// Everything up to `most` bytes; nothing when there is more, or reading fails.
std::optional<std::string> all_of(const arguments& typed, std::FILE* from, const std::string& name, std::size_t most) {
    std::string out;
    char buffer[65536];
    while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, from)) {
        out.append(buffer, size);
        if (out.size() > most) {
            say_about(typed, name, "terlalu besar", "too large");
            return std::nullopt;
        }
    }
    if (std::ferror(from) != 0) {
        say_system(typed, name, errno);
        return std::nullopt;
    }
    return out;
}

bool write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::optional<std::string> content_of(const arguments& typed) {
    constexpr std::size_t more_than_any_record = 4 * 1024 * 1024;
    if (typed.content != "-") return typed.content;
    return all_of(typed, stdin, "-", more_than_any_record);
}

std::optional<std::string> file_content(const arguments& typed, const std::string& path, std::size_t most) {
    const file_ptr file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        say_system(typed, path, errno);
        return std::nullopt;
    }
    return all_of(typed, file.get(), path, most);
}

bool write_file(const arguments& typed, const std::string& path, const std::string& content) {
    // Whole on the disk before it has its name. What is in it is about people: for its owner alone.
    const std::string aside = path + ".new";
    const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool whole = file >= 0 && write_all(file, content) && ::fsync(file) == 0;
    int why = whole ? 0 : errno;
    if (file >= 0 && ::close(file) != 0 && whole) {
        whole = false;
        why = errno;
    }
    if (whole && ::rename(aside.c_str(), path.c_str()) == 0) return true;
    if (whole) why = errno;
    if (file >= 0) ::unlink(aside.c_str());
    say_system(typed, path, why);
    return false;
}

line_reader::line_reader(const std::string& path) : file_(path == "-" ? stdin : std::fopen(path.c_str(), "rb")) {}

line_reader::~line_reader() {
    if (file_ != nullptr && file_ != stdin) std::fclose(file_);
}

bool line_reader::next(std::string& line, std::size_t most) {
    line.clear();
    bool any = false;
    for (int c = getc_unlocked(file_); c != EOF; c = getc_unlocked(file_)) {
        any = true;
        if (c == '\n') break;
        if (line.size() <= most) line.push_back(static_cast<char>(c));
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return any;
}

}  // namespace field
