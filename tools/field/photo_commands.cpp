// Photos: files beside the records that name them.
#include "tools/field/commands.hpp"
#include "tools/field/record_text.hpp"
#include "tools/field/terminal.hpp"
#include "tools/field/text_input.hpp"

namespace field {

namespace {

constexpr std::size_t largest_file = 64 * 1024 * 1024;  // beyond it nobody looks; the library says what is too large

}  // namespace

int photo_add(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto content = file_content(typed, typed.file, largest_file);
    if (!content) return failed;
    const auto added = opened.tablet.photo_add(*content);
    if (!added.ok()) return refuse(typed, added.why(), typed.file);
    print(typed.json ? *added : as_lines(*added));
    return finish(typed, done);
}

int photo_get(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto content = opened.tablet.photo_get(typed.id);
    if (!content.ok()) {
        const int status = refuse(typed, content.why());
        return content.why().status == PENDATA_PHOTO_AWAITED ? not_finished : status;
    }
    if (!write_file(typed, typed.file, *content)) return failed;
    const std::string told = "{\"photo\":\"" + typed.id + "\",\"size\":" + std::to_string(content->size()) + "}";
    print(typed.json ? told : as_lines(told));
    return finish(typed, done);
}

int photo_list(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto listed = opened.tablet.photo_list([&](std::string_view line) {
        print(typed.json ? std::string(line) : as_lines(std::string(line)));
        return true;
    });
    if (listed) return refuse(typed, listed);
    return finish(typed, done);
}

}  // namespace field
