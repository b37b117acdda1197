// CSV as it really comes, in pieces of every size; and that what is written is read back.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/lists/csv.hpp"

using namespace pendata;

namespace {

using table = std::vector<std::vector<std::string>>;

struct csv_outcome {
    table records;
    csv_fault fault = csv_fault::none;
    std::size_t line = 0, column = 0;
    bool ended = true;
};

csv_outcome read_csv(std::string_view text, std::size_t piece = std::string::npos) {
    csv_reader in;
    csv_outcome out;
    for (;;) {
        switch (in.next()) {
            case csv_step::record:
                out.records.push_back(in.fields());
                out.ended = in.is_line_ended();
                continue;
            case csv_step::end:
                return out;
            case csv_step::fault:
                out.fault = in.fault();
                out.line = in.fault_line();
                out.column = in.fault_column();
                return out;
            case csv_step::more:
                break;
        }
        const auto next = text.substr(0, piece);
        text.remove_prefix(next.size());
        if (next.empty()) in.finish();
        in.feed(next);
    }
}

// The same however the file is cut into pieces.
csv_outcome read_in_pieces(std::string_view text) {
    const auto whole = read_csv(text);
    for (const std::size_t piece : {1, 2, 3, 7}) {
        CAPTURE(piece);
        const auto again = read_csv(text, piece);
        CHECK(again.records == whole.records);
        CHECK(again.fault == whole.fault);
        CHECK(again.line == whole.line);
        CHECK(again.ended == whole.ended);
    }
    return whole;
}

}  // namespace

TEST_CASE("commas, semicolons, tabs; LF, CRLF; a mark in front; no end of the last line") {
    const table wanted{{"nik", "nama"}, {"1", "Siti"}, {"2", "Budi"}};
    for (const auto* text : {"nik,nama\n1,Siti\n2,Budi\n", "nik;nama\r\n1;Siti\r\n2;Budi\r\n", "nik\tnama\n1\tSiti\n2\tBudi",
                             "\xef\xbb\xbfnik,nama\r\n1,Siti\r\n2,Budi", "\"nik\",\"nama\"\r\n\"1\",Siti\r\n2,\"Budi\"\r\n"}) {
        CAPTURE(text);
        const auto read = read_in_pieces(text);
        CHECK(read.fault == csv_fault::none);
        CHECK(read.records == wanted);
        CHECK(read.ended == std::string_view(text).ends_with('\n'));
    }
}

TEST_CASE("quotes hold separators, line breaks and doubled quotes; elsewhere they are letters") {
    const auto read = read_in_pieces("a;b\n\"Jl. Raya; \"\"7\"\"\nRT 1\";x\nSoka\"an;\"\"\n");
    CHECK(read.fault == csv_fault::none);
    CHECK(read.records == table{{"a", "b"}, {"Jl. Raya; \"7\"\nRT 1", "x"}, {"Soka\"an", ""}});
}

TEST_CASE("empty files and lines") {
    CHECK(read_in_pieces("").records.empty());
    CHECK(read_in_pieces("\xef\xbb\xbf").records.empty());
    CHECK(read_in_pieces("a,b\n\n1,2\n").records == table{{"a", "b"}, {""}, {"1", "2"}});
    CHECK(read_in_pieces("a,b\n,\n").records == table{{"a", "b"}, {"", ""}});
}

TEST_CASE("what is wrong is named with its line and column") {
    struct example {
        std::string text;
        csv_fault fault;
        std::size_t line, column;
    };
    const example examples[] = {
        {"a,b\n1,\"2\n3,4\n", csv_fault::open_quote, 2, 2},
        {"a,b\n\"1\"x,2\n", csv_fault::stray_quote, 2, 1},
        {"a,b\n\"1\n2\n\",\"3\"4\n", csv_fault::stray_quote, 4, 2},
        {"a,b\n1,\xff\n", csv_fault::not_utf8, 2, 2},
        {"a,b\n1," + std::string(csv_record_bytes + 1, 'x') + "\n", csv_fault::too_long, 2, 2},
        {std::string(csv_fields, ',') + "\n", csv_fault::too_many_fields, 1, csv_fields},
    };
    for (const auto& [text, fault, line, column] : examples) {
        CAPTURE(line);
        const auto read = read_csv(text);
        CHECK(read.fault == fault);
        CHECK(read.line == line);
        CHECK(read.column == column);
    }
}

TEST_CASE("property: a written line is read back, alone and among others, however it is cut") {
    CHECK(rc::check("fields survive", [] {
        const auto letter = rc::gen::element<std::string>("a", ",", ";", "\"", "\r", "\n", "\r\n", " ", "é", "\xef\xbb\xbf");
        const auto field = rc::gen::map(rc::gen::container<std::vector<std::string>>(letter), [](const std::vector<std::string>& letters) {
            std::string out;
            for (const auto& one : letters) out += one;
            return out;
        });
        const auto fields = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(field));
        RC_PRE(fields.size() < csv_fields);
        RC_ASSERT(csv_fields_of(csv_line(fields)) == fields);
        const auto two = "x,y\n" + csv_line(fields) + "\n" + csv_line(fields);
        const std::size_t piece = *rc::gen::inRange<std::size_t>(1, 9);
        csv_reader in(',');
        std::string_view left = two;
        table records;
        for (auto step = in.next(); step != csv_step::end; step = in.next()) {
            RC_ASSERT(step != csv_step::fault);
            if (step == csv_step::record) records.push_back(in.fields());
            if (step != csv_step::more) continue;
            if (left.empty()) in.finish();
            in.feed(left.substr(0, piece));
            left.remove_prefix(std::min(left.size(), piece));
        }
        // Nothing behind the last line break is no record.
        const bool nothing = fields == std::vector<std::string>{""};
        RC_ASSERT(records == (nothing ? table{{"x", "y"}, fields} : table{{"x", "y"}, fields, fields}));
    }));
}
