// What the tests of the tablet's store have in common: a file of their own, and persons, saves and batches made
// from a few numbers.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "client-lib/src/store/sqlite_device_store.hpp"
#include "core/base/sha256.hpp"
#include "tests/core/sqlite/temporary_folder.hpp"

namespace pendata::test {

template <class Id>
Id id_of_number(unsigned n) {
    return Id::from(sha256("sample " + std::to_string(n)).view());
}
inline record_id record(unsigned n) { return id_of_number<record_id>(n); }

// Numbers of the census: person, its fields.
inline constexpr std::uint16_t person = 1;
inline constexpr std::uint16_t name_field = 10;
inline constexpr std::uint16_t aliases_field = 11;
inline constexpr std::uint16_t nik_field = 12;
inline constexpr std::uint16_t birth_field = 16;
inline constexpr std::uint16_t family_field = 26;
inline constexpr std::uint16_t village_field = 28;
inline constexpr std::uint16_t address_field = 32;

std::unique_ptr<sqlite_device_store> open_store(const std::string& path, const device_store_options& options = {},
                                                const dictionary& census = builtin_dictionary());
errc open_failure(const std::string& path, const device_store_options& options = {});

// A store in a folder of its own; reopen() is another life of the same file.
struct store_in_folder {
    temporary_folder folder;
    std::unique_ptr<sqlite_device_store> store = open_store(path());

    std::string path() const { return folder.file("tablet.db"); }
    void reopen();
};

// Runs the work and demands success.
void transact(device_store& store, const std::function<result<void>(device_transaction&)>& work);
void read(device_store& store, const std::function<result<void>(device_transaction&)>& work);
errc failure_of(const result<void>& done);

cell a_cell(std::uint16_t field, value content, std::uint64_t save = 1, stamp_time time = 1 << 20);
part a_part(const record_id& of, std::vector<settled_cell> cells, compartment room = 0);
// One save of a record: a write for each of the fields 10, 11, … with a text each.
std::vector<unsealed_write> a_save(const record_id& of, std::uint64_t save, int writes = 2);

sealed_batch a_batch(std::uint64_t number, std::vector<write> writes, unsigned replica = 1);
receipt a_receipt(const sealed_batch& batch, sequence at);

// Seals the first `most` unsealed writes as batch `number`, each a little later than it was saved.
sealed_batch seal_first(device_store& store, std::uint64_t number, std::size_t most);

device_record find(device_store& store, const record_id& id);
bool holds(device_store& store, const record_id& id);
std::vector<pending_write> pending_of(device_store& store, const record_id& id);

projection a_person(unsigned n, std::string_view name, std::string_view nik = "", std::string_view village = "");
// A person with a settled part, so that it is held, and its projection.
void settle_person(device_transaction& tx, const projection& row);

}  // namespace pendata::test
