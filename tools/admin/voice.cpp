// Lines on standard error.
#include "tools/admin/voice.hpp"

#include <unistd.h>

#include <iostream>

namespace pendata::admin {

namespace {

constexpr std::string_view program = "pendata-admin: ";

std::string words_of(std::string_view reason, std::string_view about) {
    std::string out(reason);
    if (!about.empty()) out.append(": ").append(about);
    return out;
}

exit_status status_of(errc why) { return why == errc::busy ? exit_status::unfinished : exit_status::failed; }

}  // namespace

void voice::tell(std::string_view text) const { std::cerr << program << text << '\n'; }

exit_status voice::fail(const problem& why, std::string_view about) const {
    std::string reason(say(why.hint_id, why.hint_en));
    if (reason.empty()) reason = text_of(why.code, indonesian_);
    tell(words_of(reason, about.empty() ? std::string_view(why.field) : about));
    return status_of(why.code);
}

exit_status voice::fail(const boost::system::error_code& why, std::string_view about) const {
    return fail(to_errc(why), about);
}

exit_status voice::fail(errc why, std::string_view about) const {
    tell(words_of(text_of(why, indonesian_), about));
    return status_of(why);
}

exit_status voice::wrong_use(std::string_view text) const {
    tell(text);
    tell(say("lihat pendata-admin --help", "see pendata-admin --help"));
    return exit_status::wrong_use;
}

void voice::progress(std::size_t done, std::size_t of) const {
    if (::isatty(STDERR_FILENO) == 0) return;
    std::cerr << '\r' << program << done << " / " << of << (done >= of ? "\n" : "") << std::flush;
}

}  // namespace pendata::admin
