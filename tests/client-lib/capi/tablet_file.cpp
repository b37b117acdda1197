// Making enrolled files.
#include "tests/client-lib/capi/tablet_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "client-lib/src/net/device_key.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata::test {

tablet_folder::tablet_folder() {
    const std::filesystem::path base = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string name = (base / "pendata-capi-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

tablet_folder::~tablet_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

namespace {

part region_part(std::string_view code) {
    part out;
    out.record = region_record_id(code);
    settled_cell c;
    c.what.key = {kinds::region, fields::region::code, {}};
    c.what.content = value::text(code);
    c.changed_at = 1;
    out.put(c);
    return out;
}

}  // namespace

std::string enrolled_file(const tablet_folder& in, std::string_view name, const enrolment& as) {
    const std::string file = in.file(name);
    auto store = sqlite_device_store::open(file, builtin_dictionary());
    REQUIRE(store.has_value());
    const auto done = (*store)->transact([&](device_transaction& tx) -> result<void> {
        device_state state;
        const bytes number(16, static_cast<char>(as.number));
        state.device = device_id::from(number);
        state.officer = officer_id::from(number);
        state.officer_name = "petugas " + std::to_string(as.number);
        state.role = as.role;
        state.regency = "32.11";
        state.office_host = as.host;
        state.office_port = as.port;
        state.office_identity = as.office_identity;
        state.chain.replica = replica_id::from(number);
        state.grants = {{std::string(home_village), 1}, {std::string(reference_atom), 1}};
        for (const std::string_view code : {std::string_view("32.11"), home_village}) {
            PENDATA_CHECK(tx.put_settled(kinds::region, region_part(code)));
        }
        return tx.put_state(state);
    });
    REQUIRE(done.has_value());
    if (as.with_key) REQUIRE(make_file_key_store(file)->create().has_value());
    return file;
}

client::tablet opened(const std::string& file, const pendata_tablet_options* options) {
    auto made = client::tablet::open(file, options);
    REQUIRE_MESSAGE(made.ok(), made.why().text_en);
    return std::move(*made);
}

client::tablet enrolled_tablet(const tablet_folder& in, std::string_view name, const enrolment& as) {
    return opened(enrolled_file(in, name, as));
}

std::string member(std::string_view text, std::string_view name) {
    const auto value = boost::json::parse(text);
    const auto* found = value.as_object().if_contains(name);
    if (found == nullptr) return {};
    return found->is_string() ? std::string(found->get_string()) : boost::json::serialize(*found);
}

std::string added(client::tablet& to, std::string_view kind, std::string_view json) {
    const auto saved = to.add(kind, json);
    REQUIRE_MESSAGE(saved.ok(), saved.why().field << ": " << saved.why().text_en);
    return member(*saved, "id");
}

std::vector<std::string> exported(client::tablet& from) {
    std::vector<std::string> out;
    const auto failed = from.export_all(nullptr, [&](std::string_view line) {
        out.emplace_back(line);
        return true;
    });
    REQUIRE(!failed);
    return out;
}

}  // namespace pendata::test
