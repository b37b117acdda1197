// A record is read anew from its beginning when a piece ended within it: records are short, pieces long.
#include "core/lists/csv.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/dictionary/text.hpp"

namespace pendata {

namespace {

constexpr std::string_view csv_mark = "\xef\xbb\xbf";  // of the byte order
constexpr std::string_view csv_separators = ",;\t";

char most_frequent_separator(std::string_view line) {
    char best = csv_separators.front();
    for (const char c : csv_separators) {
        if (std::count(line.begin(), line.end(), c) > std::count(line.begin(), line.end(), best)) best = c;
    }
    return best;
}

bool is_only_blanks(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

std::string_view text_of(csv_fault fault, bool indonesian) {
    switch (fault) {
        case csv_fault::none:
            break;
        case csv_fault::not_utf8:
            return indonesian ? "bukan UTF-8" : "not UTF-8";
        case csv_fault::open_quote:
            return indonesian ? "tanda kutip tidak ditutup" : "quotes are not closed";
        case csv_fault::stray_quote:
            return indonesian ? "ada teks di belakang tanda kutip penutup" : "text behind the closing quote";
        case csv_fault::too_long:
            return indonesian ? "baris terlalu panjang" : "the row is too long";
        case csv_fault::too_many_fields:
            return indonesian ? "terlalu banyak kolom" : "too many columns";
    }
    return {};
}

bool csv_reader::is_blank() const {
    return std::all_of(fields_.begin(), fields_.end(), [](const std::string& f) { return is_only_blanks(f); });
}

csv_step csv_reader::fail(csv_fault why) {
    fault_ = why;
    // An open quote swallowed what follows: the line where the record began says more.
    fault_line_ = why == csv_fault::open_quote || why == csv_fault::too_long ? line_ : line_ + breaks_;
    return csv_step::fault;
}

// The mark is away and the separator known: needs the first line whole.
bool csv_reader::has_begun() {
    if (begun_) return true;
    const auto end = pending_.find('\n');
    if (end == std::string::npos && !finished_ && pending_.size() <= csv_record_bytes) return false;
    if (pending_.starts_with(csv_mark)) pending_.erase(0, csv_mark.size());
    if (separator_ == 0) separator_ = most_frequent_separator(std::string_view(pending_).substr(0, pending_.find('\n')));
    return begun_ = true;
}

csv_step csv_reader::next() {
    if (fault_ != csv_fault::none) return csv_step::fault;
    if (!has_begun()) return csv_step::more;
    if (at_ == pending_.size()) return finished_ ? csv_step::end : csv_step::more;
    line_ = next_line_;
    switch (take_record()) {
        case reading::whole:
            return csv_step::record;
        case reading::faulty:
            return fail(fault_);
        case reading::unfinished:
            break;
    }
    return csv_step::more;
}

csv_reader::reading csv_reader::take_record() {
    const auto refuse = [this](csv_fault why) {
        fault_ = why;
        return reading::faulty;
    };
    const std::string_view left = std::string_view(pending_).substr(at_);
    fields_.clear();
    breaks_ = 0;
    std::size_t at = 0;
    for (;;) {
        if (fields_.size() == csv_fields) return refuse(csv_fault::too_many_fields);
        fields_.emplace_back();
        if (at < left.size() && left[at] == '"') {
            const auto read = take_quoted(left, at);
            if (read != reading::whole) return read;
        } else {
            take_plain(left, at);
        }
        if (at > csv_record_bytes) return refuse(csv_fault::too_long);
        if (at == left.size() && !finished_) return reading::unfinished;  // perhaps in the middle of a letter
        if (!is_utf8(fields_.back())) return refuse(csv_fault::not_utf8);
        if (at == left.size()) {
            ended_ = false;
            break;
        }
        if (left[at] == separator_) {
            ++at;
            continue;
        }
        if (left[at] == '\r' && at + 1 == left.size() && !finished_) return reading::unfinished;
        at += left[at] == '\r' ? 2 : 1;  // take_plain() and take_quoted() stop at CRLF, never at CR alone
        ended_ = true;
        ++breaks_;
        break;
    }
    at_ += std::min(at, left.size());
    next_line_ = line_ + breaks_;
    if (ended_) --breaks_;
    return reading::whole;
}

// At the opening quote; behind it `at` is at the separator, the line break or the end.
csv_reader::reading csv_reader::take_quoted(std::string_view left, std::size_t& at) {
    auto& field = fields_.back();
    const auto unfinished = [&]() {
        if (!finished_ && left.size() <= csv_record_bytes) return reading::unfinished;
        fault_ = csv_fault::open_quote;
        return reading::faulty;
    };
    for (++at;;) {
        const auto quote = left.find('"', at);
        if (quote == std::string_view::npos) return unfinished();
        field.append(left.substr(at, quote - at));
        at = quote + 1;
        if (at == left.size() && !finished_) return unfinished();  // the other half of a doubled quote may come
        if (at == left.size() || left[at] != '"') break;
        field.push_back('"');
        ++at;
    }
    breaks_ += static_cast<std::size_t>(std::count(field.begin(), field.end(), '\n'));
    if (at < left.size() && left[at] == '\r') {
        if (at + 1 == left.size() && !finished_) return reading::unfinished;
        if (at + 1 == left.size()) ++at;
    }
    const auto behind = left.substr(at);
    if (behind.empty() || behind.front() == separator_ || behind.front() == '\n' || behind.starts_with("\r\n")) return reading::whole;
    fault_ = csv_fault::stray_quote;
    return reading::faulty;
}

// CR that does not end a line with LF belongs to the field, but for one at the very end.
void csv_reader::take_plain(std::string_view left, std::size_t& at) {
    const char stops[] = {separator_, '\n'};
    const auto end = std::min(left.find_first_of(std::string_view(stops, 2), at), left.size());
    auto text = left.substr(at, end - at);
    at = end;
    const bool before_break = end == left.size() || left[end] == '\n';
    if (before_break && text.ends_with('\r')) text.remove_suffix(1);
    fields_.back() = text;
}

std::string csv_line(const std::vector<std::string>& fields) {
    PENDATA_ASSERT(!fields.empty());
    std::string out;
    for (const auto& field : fields) {
        if (&field != &fields.front()) out.push_back(',');
        // CR at an end would be taken for half a line break, a byte order mark for none of the text.
        if (field.find_first_of(",\"\r\n") == std::string::npos && !field.starts_with(csv_mark)) {
            out.append(field);
            continue;
        }
        out.push_back('"');
        for (const char c : field) {
            if (c == '"') out.push_back('"');
            out.push_back(c);
        }
        out.push_back('"');
    }
    return out;
}

std::vector<std::string> csv_fields_of(std::string_view line) {
    csv_reader read(',');
    read.feed(line);
    read.finish();
    if (read.next() != csv_step::record) return {std::string()};
    return read.fields();
}

}  // namespace pendata
