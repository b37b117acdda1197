// The fixture's steps.
#include "tests/sync-server/office/office_fixture.hpp"

#include <doctest/doctest.h>

namespace pendata::test {

office_folder::office_folder(std::int64_t begins_ms) : now_ms(begins_ms) {
    auto made = office::create(folder.path() / "kantor", {"32.11", {"127.0.0.1", 7443}, {}}, now_ms);
    REQUIRE(code_of(made) == errc::ok);
    of = std::move(*made);
    const std::vector<region_row> rows{{"32", "", "Jawa Barat"},         {"32.11", "", "Kabupaten Sumedang"},
                                       {"32.11.01", "", "Wado"},         {village_a, "", "Cimungkal"},
                                       {village_b, "", "Ganjaresik"},    {"32.11.02", "", "Jatinunggal"},
                                       {village_c, "", "Sirnasari"}};
    REQUIRE(code_of(import_regions(*of, rows, "kemendagri", "2025", now_ms)) == errc::ok);
}

void office_folder::reopen() {
    of.reset();
    auto opened = office::open(folder.path() / "kantor");
    REQUIRE(code_of(opened) == errc::ok);
    of = std::move(*opened);
}

officer_id office_folder::add(const std::string& name, role part, const std::string& region) {
    const auto added = add_officer(*of, name, part, {{region}, {}, {}, {}}, now_ms);
    REQUIRE(code_of(added) == errc::ok);
    return added->officer;
}

paper_tablet office_folder::enrol(const officer_id& officer) {
    static unsigned char made = 0;
    paper_tablet t;
    t.officer = officer;
    t.seed.fill(++made);
    const auto key = public_key_of(t.seed);
    const bytes key_bytes(key.begin(), key.end());
    t.device = device_id_of(key_bytes);
    t.chain.replica = paper_replica(t.device);

    const auto code = make_code(*of, officer, now_ms);
    REQUIRE(code_of(code) == errc::ok);
    const auto read = read_enrolment_code(code->text);
    REQUIRE(code_of(read) == errc::ok);
    const bytes exporter(32, 'x');
    const auto proof = sign(t.seed, proof_message(exporter));
    const message::enrol request{message::protocol_version, bytes(read->secret_view()), key_bytes, bytes(proof.begin(), proof.end()), "uji"};
    const auto done = of->transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_CHECK(admit_device(to, context, request, exporter, [&](const device_row& row) {
            return note_enrolment(*of, row, secret_hash_of(request.secret), now_ms);
        }));
        return {};
    });
    REQUIRE(code_of(done) == errc::ok);
    return t;
}

receipt office_folder::take(const sealed_batch& batch) {
    receipt out;
    const auto done = of->transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(answer, take_batch(to, context, batch, arrival::sync));
        out = answer;
        return {};
    });
    REQUIRE(code_of(done) == errc::ok);
    return out;
}

sealed_batch office_folder::person(paper_tablet& tablet, int number, const std::string& village, const std::string& name) {
    tablet.save(numbered_record(number), request_for("person", "name", value::text(name)), {}, now_ms);
    tablet.same_save = true;
    tablet.save(numbered_record(number), request_for("person", "village", value::text(village)), {}, now_ms);
    tablet.same_save = false;
    return tablet.seal_all(now_ms);
}

std::unique_ptr<office_view> office_folder::view() {
    auto made = of->view();
    REQUIRE(code_of(made) == errc::ok);
    return std::move(*made);
}

std::vector<std::string> office_folder::lines(const grant_list& grants) {
    std::vector<std::string> out;
    const auto done = export_records(*view(), of->words(), grants, 0, false, [&](const std::string& line) { out.push_back(line); });
    REQUIRE(code_of(done) == errc::ok);
    CHECK(*done == out.size());
    return out;
}

}  // namespace pendata::test
