// Parsing filters by descent, and evaluating them.
#include "core/dictionary/filter.hpp"

#include <algorithm>
#include <compare>

#include "core/dictionary/text.hpp"
#include "core/dictionary/value_text.hpp"

namespace pendata {

namespace {

enum class token_kind { end, word, quoted, symbol, bad };

struct token {
    token_kind kind = token_kind::end;
    std::string text;  // of quoted: without quotes
    std::size_t at = 0;
};

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '+' || c == ':';
}

class lexer {
public:
    explicit lexer(std::string_view text) : text_(text) {}

    token next() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
            ++at_;
        token out;
        out.at = at_;
        if (at_ == text_.size())
            return out;
        const char c = text_[at_];
        if (c == '\'')
            return quoted(out);
        if (is_word_character(c)) {
            out.kind = token_kind::word;
            while (at_ < text_.size() && is_word_character(text_[at_]))
                out.text.push_back(text_[at_++]);
            return out;
        }
        return symbol(out);
    }

private:
    token quoted(token out) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '\'') {
                out.text.push_back(text_[at_]);
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'') {
                out.text.push_back(text_[at_++]);
            } else {
                ++at_;
                out.kind = token_kind::quoted;
                return out;
            }
        }
        out.kind = token_kind::bad;
        return out;
    }

    token symbol(token out) {
        for (const std::string_view known : {"!=", "<=", ">=", "=", "<", ">", "~", "(", ")"}) {
            if (!text_.substr(at_).starts_with(known))
                continue;
            out.kind = token_kind::symbol;
            out.text = known;
            at_ += known.size();
            return out;
        }
        out.kind = token_kind::bad;
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::optional<comparison> comparison_named(std::string_view symbol) {
    constexpr std::pair<std::string_view, comparison> known[] = {
        {"=", comparison::equal},    {"!=", comparison::not_equal},
        {"<", comparison::less},     {"<=", comparison::less_or_equal},
        {">", comparison::greater},  {">=", comparison::greater_or_equal},
        {"~", comparison::contains},
    };
    for (const auto& [name, by] : known) {
        if (name == symbol)
            return by;
    }
    return std::nullopt;
}

bool is_textual(field_type type) {
    return type == field_type::text || type == field_type::region || type == field_type::nik ||
           type == field_type::kk || type == field_type::phone;
}

bool is_ordered(field_type type) {
    return is_textual(type) || type == field_type::integer || type == field_type::date ||
           type == field_type::moment || type == field_type::degrees;
}

class parser {
public:
    parser(const kind_def& kind, std::string_view text) : kind_(kind), lexer_(text) { advance(); }

    checked<filter> run() {
        if (now_.kind == token_kind::end)
            return filter{};
        auto parsed = either(0);
        if (parsed.has_error())
            return parsed;
        if (now_.kind != token_kind::end)
            return expected("'and' atau 'or'", "'and' or 'or'");
        return parsed;
    }

private:
    void advance() { now_ = lexer_.next(); }

    bool at_word(std::string_view word) const {
        return now_.kind == token_kind::word && now_.text.size() == word.size() &&
               std::equal(word.begin(), word.end(), now_.text.begin(),
                          [](char a, char b) { return a == (b | 0x20); });
    }
    bool at_symbol(std::string_view symbol) const {
        return now_.kind == token_kind::symbol && now_.text == symbol;
    }

    problem expected(std::string_view id, std::string_view en) const {
        const std::string at = std::to_string(now_.at + 1);
        return {errc::bad_expression, "", "pada byte " + at + ": seharusnya " + std::string(id),
                "at byte " + at + ": expected " + std::string(en)};
    }

    checked<filter> either(std::size_t depth) {
        return joined(filter::form::any, "or", [&] { return both(depth); });
    }
    checked<filter> both(std::size_t depth) {
        return joined(filter::form::all, "and", [&] { return term(depth); });
    }

    template <class Part>
    checked<filter> joined(filter::form form, std::string_view word, Part&& part) {
        auto first = part();
        if (first.has_error() || !at_word(word))
            return first;
        filter out;
        out.is = form;
        out.parts.push_back(std::move(*first));
        while (at_word(word)) {
            advance();
            auto more = part();
            if (more.has_error())
                return more;
            out.parts.push_back(std::move(*more));
        }
        return out;
    }

    checked<filter> term(std::size_t depth) {
        if (!at_symbol("("))
            return compared();
        if (depth == filter_depth)
            return expected("lebih sedikit tanda kurung", "fewer parentheses");
        advance();
        auto inner = either(depth + 1);
        if (inner.has_error())
            return inner;
        if (!at_symbol(")"))
            return expected("')'", "')'");
        advance();
        return inner;
    }

    checked<filter> compared() {
        if (now_.kind != token_kind::word)
            return expected("nama isian", "the name of a field");
        filter out;
        out.field = kind_.find(now_.text);
        if (out.field == nullptr) {
            return problem{errc::unknown_field, now_.text.substr(0, 64), "isian tidak dikenal",
                           "unknown field"};
        }
        if (!out.field->indexed)
            return problem{errc::bad_expression, now_.text, "isian ini tidak berindeks",
                           "this field has no index"};
        advance();
        const auto by =
            now_.kind == token_kind::symbol ? comparison_named(now_.text) : std::nullopt;
        if (!by)
            return expected("= != < <= > >= atau ~", "= != < <= > >= or ~");
        const bool same = *by == comparison::equal || *by == comparison::not_equal;
        if (*by == comparison::contains && !is_textual(out.field->type)) {
            return expected("= atau !=, ~ hanya untuk teks", "= or !=, ~ is for text");
        }
        if (!same && !is_ordered(out.field->type))
            return expected("= atau !=", "= or !=");
        out.is = filter::form::compare;
        out.by = *by;
        advance();
        return with_operand(std::move(out));
    }

    checked<filter> with_operand(filter out) {
        if (now_.kind != token_kind::word && now_.kind != token_kind::quoted) {
            return expected("nilai, teks di antara '...'", "a value, text between '...'");
        }
        const bool ordered = out.by != comparison::equal && out.by != comparison::not_equal;
        if (out.by == comparison::contains) {
            const auto text = normal_text(now_.text, false);
            if (text && !text->empty())
                out.operand = value::text(fold_case(*text));
        } else {
            auto operand = value_from_text(*out.field, now_.text);
            if (operand.has_error())
                return operand.error();
            out.operand = std::move(*operand);
        }
        if (ordered && out.operand.is_cleared())
            return expected("nilai yang tidak kosong", "a value that is not empty");
        advance();
        return out;
    }

    const kind_def& kind_;
    lexer lexer_;
    token now_;
};

std::strong_ordering order(const value& a, const value& b) {
    if (a.type() == value_type::integer && b.type() == value_type::integer)
        return a.as_integer() <=> b.as_integer();
    return a <=> b;
}

bool compares(const filter& by, const value* content) {
    const bool empty = content == nullptr || content->is_cleared();
    const bool wants_empty = by.operand.is_cleared();
    if (by.by == comparison::equal)
        return empty ? wants_empty : *content == by.operand;
    if (by.by == comparison::not_equal)
        return empty ? !wants_empty : *content != by.operand;
    if (empty || content->type() != by.operand.type())
        return false;
    switch (by.by) {
        case comparison::less:
            return order(*content, by.operand) < 0;
        case comparison::less_or_equal:
            return order(*content, by.operand) <= 0;
        case comparison::greater:
            return order(*content, by.operand) > 0;
        case comparison::greater_or_equal:
            return order(*content, by.operand) >= 0;
        case comparison::contains:
            return fold_case(content->as_text()).find(by.operand.as_text()) != std::string::npos;
        case comparison::equal:
        case comparison::not_equal:
            break;
    }
    return false;
}

}  // namespace

checked<filter> parse_filter(const kind_def& kind, std::string_view expression) {
    if (expression.size() > filter_bytes || !is_utf8(expression)) {
        return problem{errc::bad_expression, "", "ungkapan terlalu panjang atau bukan UTF-8",
                       "the expression is too long or not UTF-8"};
    }
    return parser(kind, expression).run();
}

bool matches(const filter& by, const value_lookup& find) {
    const auto passes = [&](const filter& part) { return matches(part, find); };
    switch (by.is) {
        case filter::form::all:
            return std::all_of(by.parts.begin(), by.parts.end(), passes);
        case filter::form::any:
            return std::any_of(by.parts.begin(), by.parts.end(), passes);
        case filter::form::compare:
            return compares(by, find(by.field->number));
    }
    return false;
}

}  // namespace pendata
