// Titles in any order and language, values as offices write them, and what of a row is the same in the next version.
#include <doctest/doctest.h>

#include "core/lists/list_columns.hpp"

using namespace pendata;

namespace {

list_columns columns_titled(const std::vector<std::string>& titles) {
    const auto read = read_list_titles(titles, 1);
    REQUIRE(read.has_value());
    return *read;
}

list_row row_of(const list_columns& columns, const std::vector<std::string>& fields) {
    const auto read = read_list_row(columns, fields, 2);
    REQUIRE(read.has_value());
    return *read;
}

problem problem_of(const list_columns& columns, const std::vector<std::string>& fields) {
    const auto read = read_list_row(columns, fields, 7);
    REQUIRE(read.has_error());
    return read.error();
}

}  // namespace

TEST_CASE("titles are known whatever their order, capitals and blanks") {
    const auto columns = columns_titled({"No.", "NAMA PENERIMA", "Tgl. Lahir", "NIK", "kode-desa", "Nominal"});
    CHECK(columns.of(list_field::name) == 1);
    CHECK(columns.of(list_field::birth_date) == 2);
    CHECK(columns.of(list_field::nik) == 3);
    CHECK(columns.of(list_field::village) == 4);
    CHECK_FALSE(columns.of(list_field::key));
    CHECK(columns.titles.front() == "No.");
}

TEST_CASE("a column titled barely id or key is no key of the row, unless somebody says so") {
    for (const std::string vague : {"id", "ID", "Key", "no"}) {
        CHECK_FALSE(columns_titled({vague, "nama"}).of(list_field::key));
        const auto told = read_list_titles({vague, "nama"}, 1, {{list_field::key, vague}});
        REQUIRE(told.has_value());
        CHECK(told->of(list_field::key) == 0);
    }
    for (const std::string clear : {"ID BNBA", "id_kpm", "id_pm", "ID Penerima", "row_key"}) CHECK(columns_titled({"id", clear, "nama"}).of(list_field::key) == 1);
}

TEST_CASE("titles that can not be used are named with their column") {
    for (const auto& [titles, words] : {std::pair(std::vector<std::string>{"nik", "alamat"}, "column 2: no column holds the name"),
                                        std::pair(std::vector<std::string>{"nama", "name"}, "column 2 (name): means the same as column 1"),
                                        std::pair(std::vector<std::string>{"nama", "X", "x"}, "column 3 (x): there is another column"),
                                        std::pair(std::vector<std::string>{"nama\x01"}, "column 1: holds control characters")}) {
        const auto read = read_list_titles(titles, 1);
        REQUIRE(read.has_error());
        CHECK(read.error().hint_en.find(words) != std::string::npos);
        CHECK(read.error().hint_en.starts_with("row 1, "));
    }
}

TEST_CASE("a person may say what a column means; what was meant is kept with the titles") {
    const std::vector<std::string> titles{"Nama KPM", "Nama Pengurus", "Penerima", "NIK"};
    CHECK(read_list_titles(titles, 1).has_error());
    const auto columns = read_list_titles(titles, 1, {{list_field::name, "nama pengurus"}});
    REQUIRE(columns.has_value());
    CHECK(columns->of(list_field::name) == 1);
    CHECK(meanings_of(*columns) == std::vector<std::string>{"", "name", "", "nik"});
    const auto again = columns_meaning(columns->titles, meanings_of(*columns));
    REQUIRE(again);
    CHECK(again->place == columns->place);
    CHECK(read_list_titles(titles, 1, {{list_field::name, "Ibu"}}).error().field == "--column");
    CHECK_FALSE(columns_meaning(titles, {"", "name", "", "unheard"}));
    CHECK_FALSE(columns_meaning(titles, {"name", "name", "", ""}));
    CHECK_FALSE(columns_meaning(titles, {"", "nik", "", ""}));
    CHECK_FALSE(columns_meaning(titles, {"name"}));
}

TEST_CASE("a row that is no row is named with line and column, never with what it holds") {
    const auto columns = columns_titled({"nama", "nik", "no_kk"});
    CHECK(problem_of(columns, {"Siti", "3211"}).hint_en == "row 7, column 2: fewer than 3 columns; the file may have been cut");
    CHECK(problem_of(columns, {"Siti", "", "", ""}).hint_en == "row 7, column 4: more than 3 columns");
    CHECK(problem_of(columns, {"Siti", "3.21101E+15", ""}).hint_en.starts_with("row 7, column 2 (nik): a spreadsheet"));
    CHECK(problem_of(columns, {"Siti\x02", "", ""}).hint_id == "baris 7, kolom 1 (nama): ada karakter kendali");
}

TEST_CASE("a value that reads like two is not the same row as the two") {
    const auto columns = columns_titled({"nama", "alamat", "no_hp"});
    CHECK(row_of(columns, {"Siti", "Jl. Mawar\nphone=0812", ""}).content != row_of(columns, {"Siti", "Jl. Mawar", "0812"}).content);
    CHECK(row_of(columns, {"Siti\naddress=Jl. Mawar", "", ""}).content != row_of(columns, {"Siti", "Jl. Mawar", ""}).content);
}

TEST_CASE("what would not be read again when its quotes are doubled is refused") {
    const auto columns = columns_titled({"no", "nama", "keterangan"});
    const std::string quotes(40'000, '"');
    CHECK(problem_of(columns, {"1", "Siti", "x" + quotes}).hint_en == "row 7, column 1: the row is too long");
    CHECK(row_of(columns, {"1", "Siti", "x" + quotes.substr(20'000)}).key.empty());
    CHECK(read_list_titles({"nama", "x" + quotes}, 1).error().hint_en == "row 1, column 1: the titles are too long");
    // What is there all the same is no reason to look beyond its fields.
    CHECK(subject_of(columns, {"1"}) == subject_of(columns, {"2"}));
}

TEST_CASE("values as offices write them") {
    const auto columns = columns_titled({"nama", "nik", "tgl_lahir", "jk", "kode_desa", "nama_ibu", "no_kk"});
    for (const auto* day : {"1990-01-31", "31-01-1990", "31/1/1990", "31.01.1990", "31/01/1990 00:00"}) {
        for (const auto* word : {"P", "p", "Perempuan", "WANITA", "2"}) {
            const std::vector<std::string> fields{" Siti  Aminah ", "3211 0171 0190 xxxx", day, word, "32.11.01.2001", "Euis", "3211010101010001"};
            const auto row = row_of(columns, fields);
            CHECK(row.unread == 0);
            CHECK(row.nik == list_row::number::masked);
            CHECK(row.fields.front() == "Siti Aminah");
            const auto person = subject_of(columns, row.fields);
            CHECK(person.nik == "321101710190");
            CHECK(person.birth == identity::to_civil_day(1990, 1, 31));
            CHECK(person.sex == identity::sex::female);
            CHECK(person.village == "32.11.01.2001");
            CHECK(person.kk == "3211010101010001");
        }
    }
}

TEST_CASE("what can not be read is kept, counted and not compared") {
    const auto columns = columns_titled({"nama", "nik", "tgl_lahir", "jk", "kode_desa", "no_kk"});
    const auto row = row_of(columns, {"", "12345", "31/02/1990", "X", "3211012001", "999"});
    for (const auto field : {list_field::name, list_field::nik, list_field::birth_date, list_field::sex, list_field::village, list_field::kk}) {
        CHECK((row.unread & bit_of(field)) != 0);
    }
    const auto person = subject_of(columns, row.fields);
    CHECK(person.nik.empty());
    CHECK_FALSE(person.birth);
    CHECK(person.village.empty());
    CHECK(row_of(columns, {"Siti", "", "", "", "", ""}).unread == 0);
}

TEST_CASE("a row is the same by what it says of the person, not by its place or an amount") {
    const auto first = columns_titled({"no", "nama", "nik", "nominal"});
    const auto second = columns_titled({"nik", "nominal", "nama lengkap", "no"});
    const auto row = row_of(first, {"1", "Siti", "321101710190XXXX", "600000"});
    CHECK(row.content == row_of(second, {"321101710190XXXX", "900000", "Siti", "77"}).content);
    CHECK(row.content != row_of(first, {"1", "Siti A", "321101710190XXXX", "600000"}).content);
    CHECK(row.content != row_of(first, {"1", "321101710190XXXX", "Siti", "600000"}).content);
    CHECK(row_of(columns_titled({"ID KPM", "nama"}), {"K7", "Siti"}).key == "K7");
}
