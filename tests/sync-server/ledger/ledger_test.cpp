// The ledger in ordinary use: appended, read again, shared, compared with a device's head, copied and joined.
#include <sys/wait.h>

#include <set>
#include <thread>

#include "tests/sync-server/ledger/ledger_samples.hpp"

namespace pendata::test {

TEST_CASE("a new ledger is empty and made once") {
    ledger_folder folder;
    const auto fresh = must(ledger::create(folder.path(), office_key()));
    CHECK(must(fresh->head()) == message::ledger_head{});
    CHECK(must(fresh->entries_after(0)).empty());
    CHECK(must(fresh->erased())->empty());
    CHECK(ledger::create(folder.path(), office_key()).error() == errc::already_exists);
    CHECK(ledger::open(folder.path("absent"), office_key()).error() == errc::not_found);
}

TEST_CASE("entries of every kind are read as they were appended") {
    ledger_folder folder;
    std::vector<ledger_entry> appended;
    {
        const auto book = must(ledger::create(folder.path(), office_key()));
        for (std::size_t n = 0; n < 10; ++n) appended.push_back(add(*book, n));
        CHECK(must(book->entries_after(0)) == appended);
    }
    const auto book = opened(folder.path());
    CHECK(must(book->entries_after(0)) == appended);
    CHECK(must(book->entries_after(appended[5].number)).front() == appended[6]);
    CHECK(must(book->head()) == appended.back().head());
    CHECK(appended.front().number == 1);
    CHECK(appended.front().ms == 1'700'000'000'000);
    for (std::size_t n = 1; n < appended.size(); ++n) {
        CHECK(appended[n].previous == appended[n - 1].hash);
        CHECK(appended[n].fact == sample_fact(n));
    }
}

TEST_CASE("the bytes of a ledger never change") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    const auto empty = content_of(folder.path()).size();
    CHECK(empty == 48);
    must(book->append(device_revoked{filled<device_id>(5)}, 1'700'000'000'000, office_signer()));
    CHECK(to_hex(content_of(folder.path()).substr(empty)) ==
          "00000042ffffffbd"                                                  // size
          "0000000000000001"                                                  // number
          "c417d261544590744afa521db9fbce6a5cf905a5e5c2394e2dc3d4835687349d"  // hash before
          "0000018bcfe56800"                                                  // ms
          "000305050505050505050505050505050505"                              // a device revoked
          "4a47889f5a539a5c032d68f6fef6a3c4621bd01f06d0eb3cd2f99c577b38b31c"
          "f159fc2bfe8940587d360a5faefc67cd8a744a5ba297b9d6e88e657fcdb0dc08"  // signature
          "656e640a");
    for (std::size_t n = 0; n < 9; ++n) add(*book, n);
    CHECK(to_hex(sha256(content_of(folder.path())).view()) ==
          "ed24b78a9c513d02fd8e16fe9f45b3d647115e813be7c12a89a8ad2eab801a64");
    const auto before = content_of(folder.path()).size();
    add(*book, 9);
    CHECK(to_hex(content_of(folder.path()).substr(before + 56, 51)) == "0009"                                    // a restriction
          "0b000000000000000000000000000000"                                  // salt
          "57d0a998b31af1b79fc951f143f2d502c6e34ab766880aa73e2b7bde1df13c72"  // hash
          "01");
}

TEST_CASE("a text beyond its limit, or another's signature, is not appended") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    const std::string longest(ledger_limits::text_bytes, 'x');
    must(book->append(duty_ended{{}, longest}, 1, office_signer()));
    CHECK(book->append(duty_ended{{}, longest + 'x'}, 1, office_signer()).error() == errc::too_large);
    const signer stranger = [](bytes_view message) { return sign({9}, message); };
    CHECK(book->append(device_revoked{}, 1, stranger).error() == errc::bad_signature);
    CHECK(must(opened(folder.path())->head()).entries == 1);
}

TEST_CASE("only this office's ledger is opened") {
    ledger_folder folder;
    must(ledger::create(folder.path(), public_key_of({7})));
    CHECK(ledger::open(folder.path(), office_key()).error() == errc::wrong_office);
    set_content(folder.path("text"), "some words in a file of another program, and more of them");
    CHECK(ledger::open(folder.path("text"), office_key()).error() == errc::foreign_file);
    set_content(folder.path("newer"), "pendata.ledger.2 and what that may mean, we do not know yet");
    CHECK(ledger::open(folder.path("newer"), office_key()).error() == errc::newer_format);
}

TEST_CASE("two processes append to one chain") {
    ledger_folder folder;
    const auto first = must(ledger::create(folder.path(), office_key()));
    const auto second = opened(folder.path());
    const auto one = add(*first, 0);
    const auto two = add(*second, 1);
    const auto three = add(*first, 2);
    CHECK(two.previous == one.hash);
    CHECK(three.previous == two.hash);
    CHECK(must(second->head()) == three.head());

    for (int child = 0; child < 4; ++child) {
        const pid_t pid = ::fork();
        REQUIRE(pid >= 0);
        if (pid != 0) continue;
        const auto own = ledger::open(folder.path(), office_key());
        bool good = own.has_value();
        for (std::size_t n = 0; n < 10 && good; ++n) {
            good = (*own)->append(device_revoked{}, 0, office_signer()).has_value();
        }
        ::_exit(good ? 0 : 1);
    }
    for (int child = 0; child < 4; ++child) {
        int status = 1;
        ::wait(&status);
        CHECK(status == 0);
    }
    CHECK(must(first->head()).entries == 43);
    CHECK(must(opened(folder.path())->head()) == must(second->head()));
}

TEST_CASE("threads append to one chain") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    std::vector<std::thread> writers;
    for (int n = 0; n < 4; ++n) {
        writers.emplace_back([&] {
            for (std::size_t i = 0; i < 5; ++i) static_cast<void>(book->append(device_revoked{}, 0, office_signer()));
        });
    }
    for (auto& writer : writers) writer.join();
    CHECK(must(opened(folder.path())->head()).entries == 20);
}

TEST_CASE("a device's head is known, or shows that the office was copied back") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    for (std::size_t n = 0; n < 3; ++n) add(*book, n);
    std::filesystem::copy_file(folder.path(), folder.path("old copy"));
    const auto fourth = add(*book, 3).head();
    const auto fifth = add(*book, 4).head();

    const auto restored = opened(folder.path("old copy"));
    CHECK(must(restored->standing_of({})) == ledger_standing::known);
    CHECK(must(restored->standing_of(must(restored->head()))) == ledger_standing::known);
    CHECK(must(restored->standing_of(must(restored->entries_after(0)).front().head())) == ledger_standing::known);
    CHECK(must(restored->standing_of({2, 99})) == ledger_standing::unknown);
    CHECK(must(restored->standing_of(fifth)) == ledger_standing::unknown);
    CHECK(must(book->standing_of(fifth)) == ledger_standing::known);

    SUBCASE("the loss is accepted: the lost numbers are never given again") {
        const auto accepted = must(restored->append(loss_accepted{fifth, "no copy left"}, 5, office_signer()));
        CHECK(accepted.number == 6);
        const auto next = add(*restored, 1);
        CHECK(next.number == 7);
        const auto again = opened(folder.path("old copy"));
        CHECK(must(again->standing_of(fifth)) == ledger_standing::lost);
        CHECK(must(again->standing_of(fourth)) == ledger_standing::lost);
        CHECK(must(again->standing_of({6, 1})) == ledger_standing::unknown);  // the lost one was longer still
        CHECK(must(again->standing_of(next.head())) == ledger_standing::known);
        const message::ledger_head absurd{ledger_limits::lost_entries + 100, 1};
        CHECK(again->append(loss_accepted{absurd, "?"}, 5, office_signer()).error() == errc::invalid_argument);
    }
    SUBCASE("the newer ledger is there: it is taken in") {
        const auto done = must(restored->import_from(folder.path(), 9, office_signer()));
        CHECK(done.taken == 2);
        CHECK(done.moved == 0);
        CHECK(must(restored->head()) == fifth);
        CHECK(must(restored->standing_of(fourth)) == ledger_standing::known);
        CHECK(must(restored->import_from(folder.path(), 9, office_signer())).taken == 0);
        CHECK(content_of(folder.path()) == content_of(folder.path("old copy")));
    }
    SUBCASE("it is there after this one went another way: both are kept") {
        const auto server = opened(folder.path("old copy"));  // another process, with the file open all along
        const auto own_fourth = add(*restored, 0);
        const auto own_fifth = add(*restored, 5);
        CHECK(must(server->standing_of(fifth)) == ledger_standing::unknown);
        const auto done = must(restored->import_from(folder.path(), 9, office_signer()));
        CHECK(done.taken == 2);
        CHECK(done.moved == 2);
        for (ledger* l : {restored.get(), server.get()}) {
            for (const auto& head : {fourth, fifth, own_fourth.head(), own_fifth.head()}) {
                CHECK(must(l->standing_of(head)) == ledger_standing::known);
            }
            const auto all = must(l->entries_after(5));
            REQUIRE(all.size() == 3);
            CHECK(std::get<branch_joined>(all[0].fact) ==
                  branch_joined{3, {own_fourth.head().hash, own_fifth.head().hash}});
            CHECK(all[0].ms == 9);
            CHECK(all[1].fact == own_fourth.fact);
            CHECK(all[1].ms == own_fourth.ms);
            CHECK(all[2].fact == own_fifth.fact);
        }
        CHECK(add(*server, 1).number == 9);
        CHECK(must(opened(folder.path("old copy"))->head()).entries == 9);
        CHECK(must(restored->import_from(folder.path(), 9, office_signer())).taken == 0);
    }
}

TEST_CASE("a long branch takes several words") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    std::filesystem::copy_file(folder.path(), folder.path("other"));
    const auto other = opened(folder.path("other"));
    add(*other, 0);
    const std::size_t many = ledger_limits::hashes_per_branch + 3;
    for (std::size_t n = 0; n < many; ++n) must(book->append(device_revoked{}, 0, office_signer()));
    const auto before = must(book->entries_after(0));
    CHECK(must(book->import_from(folder.path("other"), 9, office_signer())).moved == many);
    CHECK(must(book->head()).entries == 1 + 2 + many);
    CHECK(must(book->standing_of(before.front().head())) == ledger_standing::known);
    CHECK(must(book->standing_of(before.back().head())) == ledger_standing::known);
    must(ledger::open(folder.path(), office_key()));
}

TEST_CASE("a copy is whole, and a bad one changes nothing") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    for (std::size_t n = 0; n < 4; ++n) add(*book, n);
    must(book->export_to(folder.path("copy")));
    add(*book, 4);
    must(book->export_to(folder.path("copy")));  // over the older one
    CHECK(content_of(folder.path("copy")) == content_of(folder.path()));

    const auto other = must(ledger::create(folder.path("other"), office_key()));
    auto content = content_of(folder.path("copy"));
    content[content.size() / 2] ^= 1;
    set_content(folder.path("damaged"), content);
    ledger_fault fault;
    const auto refused = other->import_from(folder.path("damaged"), 1, office_signer(), &fault);
    CHECK(refused.error() == errc::corrupt);
    CHECK(fault.entry > 0);
    CHECK(other->import_from(folder.path("absent"), 1, office_signer()).error() == errc::not_found);
    CHECK(must(other->head()) == message::ledger_head{});
    CHECK(must(other->import_from(folder.path("copy"), 1, office_signer())).taken == 5);
    CHECK(must(other->head()) == must(book->head()));
}

TEST_CASE("erased records are known by id alone") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    const auto before = must(book->erased());
    for (const unsigned char n : {1, 2, 3}) {
        const erasure_salt salt = {n < 3 ? n : static_cast<unsigned char>(1)};
        must(book->append(erasure{salt, erasure_hash(salt, filled<record_id>(n)), "law"}, 1, office_signer()));
    }
    const auto now = must(opened(folder.path())->erased());
    for (const unsigned char n : {1, 2, 3}) CHECK(now->contains(filled<record_id>(n)));
    CHECK_FALSE(now->contains(filled<record_id>(4)));
    CHECK(before->empty());
    const auto photo = sha256("a photo");
    CHECK_FALSE(now->contains(photo));
    must(book->append(erasure{{1}, erasure_hash({1}, photo), "law"}, 2, office_signer()));
    CHECK(must(book->erased())->contains(photo));
    CHECK_FALSE(must(book->erased())->contains(sha256("another photo")));
    CHECK(must(book->erased())->contains(filled<record_id>(3)));
    CHECK(must(book->erased()) == must(book->erased()));
}

TEST_CASE("of a restriction the last word counts, whatever its salt") {
    ledger_folder folder;
    const auto book = must(ledger::create(folder.path(), office_key()));
    const auto say = [&](unsigned char salt, unsigned char record, bool is_so) {
        must(book->append(restriction{{salt}, restriction_hash({salt}, filled<record_id>(record)), is_so}, 1, office_signer()));
    };
    const auto word = [&](unsigned char record) { return must(book->restricted())->word_on(filled<record_id>(record)); };
    CHECK(must(book->restricted())->empty());
    say(1, 1, true);
    say(1, 2, true);
    say(2, 1, false);  // as where another ledger was joined
    CHECK(word(1) == false);
    CHECK(word(2) == true);
    CHECK_FALSE(word(3).has_value());
    say(1, 1, true);
    CHECK(word(1) == true);
    CHECK(must(opened(folder.path())->restricted())->word_on(filled<record_id>(1)) == true);
}

}  // namespace pendata::test
