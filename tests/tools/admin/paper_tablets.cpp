// Tablets on paper for the test of pendata-admin: they use codes it printed and bring batches into its office,
// without a network. paper_tablets DIR code CODE | enrol CODE NUMBER | scene CODE CODE; answers with one JSON object.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "core/dictionary/json_text.hpp"
#include "core/settle/office_answers.hpp"
#include "core/sync/enrolment_code.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "tests/support/small_office.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

template <class T>
T wanted(result<T> made) {
    if (made.has_error()) {
        std::cerr << made.error().message() << '\n';
        std::exit(1);
    }
    return std::move(*made);
}

struct enrolled_tablet {
    paper_tablet tablet;
    errc failure = errc::ok;
};

enrolled_tablet enrol(office& of, const std::string& text, unsigned char number) {
    const auto code = wanted(read_enrolment_code(text));
    enrolled_tablet out;
    paper_tablet& t = out.tablet;
    t.seed.fill(number);
    const auto key = public_key_of(t.seed);
    const bytes key_bytes(key.begin(), key.end());
    t.device = device_id_of(key_bytes);
    t.chain.replica = paper_replica(t.device);
    const bytes exporter(32, 'x');
    const auto proof = sign(t.seed, proof_message(exporter));
    const message::enrol request{message::protocol_version, bytes(code.secret_view()), key_bytes,
                                 bytes(proof.begin(), proof.end()), "uji"};
    const std::int64_t now_ms = unix_now_ms();
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(welcome, admit_device(to, context, request, exporter, [&](const device_row& row) {
            return note_enrolment(of, row, secret_hash_of(request.secret), now_ms);
        }));
        t.officer = welcome.officer;
        return {};
    });
    if (done.has_error()) out.failure = to_errc(done.error());
    return out;
}

void take(office& of, const sealed_batch& batch) {
    const auto done = of.transact(unix_now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_CHECK(take_batch(to, context, batch, arrival::sync));
        return {};
    });
    if (done.has_error()) std::exit(1);
}

void save_person(paper_tablet& t, int number, const std::string& village, const std::string& name) {
    const std::int64_t now_ms = unix_now_ms();
    t.save(numbered_record(number), request_for("person", "name", value::text(name)), {}, now_ms);
    t.same_save = true;
    t.save(numbered_record(number), request_for("person", "village", value::text(village)), {}, now_ms);
    t.same_save = false;
}

// One person under two names in the village of both, and three persons where the first has no duty.
std::string scene(office& of, const std::string& first, const std::string& second) {
    auto ani = enrol(of, first, 1).tablet;
    auto budi = enrol(of, second, 2).tablet;
    save_person(ani, 1, village_a, "Siti");
    for (int number = 2; number <= 4; ++number) save_person(ani, number, village_b, "Tuti");
    take(of, ani.seal_all(unix_now_ms()));
    budi.save(numbered_record(1), request_for("person", "name", value::text("Sitti")), {}, unix_now_ms());
    take(of, budi.seal_all(unix_now_ms()));
    return json_object({{"device", json_string(to_string(ani.device))}, {"record", json_string(to_string(numbered_record(1)))}});
}

std::string what_is_in(office& of, const std::string& text) {
    const auto code = wanted(read_enrolment_code(text));
    return json_object({{"host", json_string(code.host)},
                        {"port", std::to_string(code.port)},
                        {"ours", code.office == of.identity().public_key() ? "true" : "false"}});
}

}  // namespace

int main(int argc, char** argv) {
    doctest::Context asserts;
    asserts.setAsDefaultForAssertsOutOfTestCases();
    asserts.setAssertHandler([](const doctest::AssertData& failed) {
        if (!failed.m_failed) return;
        std::cerr << failed.m_file << ':' << failed.m_line << ": " << failed.m_expr << '\n';
        std::exit(1);
    });
    if (argc < 4) return 2;
    const auto opened = office::open(argv[1]);
    if (opened.has_error()) return 1;
    const std::string_view what = argv[2];
    if (what == "code") std::cout << what_is_in(**opened, argv[3]) << '\n';
    if (what == "enrol" && argc == 5) {
        const auto done = enrol(**opened, argv[3], static_cast<unsigned char>(argv[4][0]));
        std::cout << json_object({{"device", json_string(to_string(done.tablet.device))},
                                  {"failure", json_string(text_of(done.failure, false))}})
                  << '\n';
    }
    if (what == "scene" && argc == 5) std::cout << scene(**opened, argv[3], argv[4]) << '\n';
    return 0;
}
