// What states, doubts and links are called, for people and in JSON.
#include "core/lists/list_rules.hpp"

namespace pendata {

namespace {

struct list_words {
    std::string_view name, indonesian, english;
};

constexpr list_words state_words[] = {
    {"staged", "disimpan, belum diperiksa", "staged"},
    {"active", "berlaku", "active"},
    {"superseded", "sudah digantikan", "superseded"},
    {"refused", "ditolak", "refused"},
    {"arriving", "sedang diambil, belum lengkap", "being taken in, not whole yet"},
};

constexpr list_words doubt_words[] = {
    {"", "", ""},
    {"other_rows", "banyaknya baris tidak sama dengan --rows", "not as many rows as --rows says"},
    {"other_hash", "isi berkas tidak sama dengan --sha256", "the file is not the one of --sha256"},
    {"fewer", "jauh lebih sedikit baris daripada yang berlaku: mungkin terpotong (kalau benar: --accept-fewer)",
     "markedly fewer rows than the active version: perhaps cut (where it is right: --accept-fewer)"},
    {"cut_end", "baris terakhir tidak selesai: mungkin terpotong (kalau utuh: --rows atau --sha256)",
     "the last line has no end: perhaps cut (where it is whole: --rows or --sha256)"},
    {"empty", "tidak ada baris", "no rows"},
    {"rounded", "NIK sudah dibulatkan oleh lembar kerja (lebih dari 30 % berakhir 0)",
     "a spreadsheet has rounded the NIKs (over 30 % end in 0)"},
};

constexpr list_words class_words[] = {
    {"none", "tidak ada", "none"},
    {"review", "perlu ditinjau", "to review"},
    {"certain", "pasti", "certain"},
};

template <std::size_t Count, class Code>
const list_words& words_for(const list_words (&table)[Count], Code code) {
    const auto number = static_cast<std::size_t>(code);
    return table[number < Count ? number : 0];
}

std::string_view in(const list_words& words, bool indonesian) { return indonesian ? words.indonesian : words.english; }

}  // namespace

std::string_view name_of(list_state state) { return words_for(state_words, state).name; }
std::string_view name_of(list_doubt doubt) { return words_for(doubt_words, doubt).name; }
std::string_view name_of(link_class sure) { return words_for(class_words, sure).name; }
std::string_view text_of(list_state state, bool indonesian) { return in(words_for(state_words, state), indonesian); }
std::string_view text_of(list_doubt doubt, bool indonesian) { return in(words_for(doubt_words, doubt), indonesian); }
std::string_view text_of(link_class sure, bool indonesian) { return in(words_for(class_words, sure), indonesian); }

}  // namespace pendata
