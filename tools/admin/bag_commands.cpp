// bag import: a mail bag that came to the office itself.
#include "core/base/limits.hpp"
#include "core/dictionary/json_text.hpp"
#include "sync-server/auth/private_file.hpp"
#include "sync-server/office/bags.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

// One line for people: what became of the bag.
void tell(const at_work& w, const bag_taken& taken) {
    w.people.tell(std::to_string(taken.fresh) + std::string(w.people.say(" kiriman baru, ", " new batches, ")) +
                  std::to_string(taken.receipts.size() - taken.fresh) +
                  std::string(w.people.say(" sudah ada, ", " known already, ")) + std::to_string(taken.held) +
                  std::string(w.people.say(" isian ditahan", " writes held")));
    if (taken.damaged + taken.refused == 0) return;
    w.people.tell(std::to_string(taken.damaged) + std::string(w.people.say(" rusak, ", " damaged, ")) +
                  std::to_string(taken.refused) +
                  std::string(w.people.say(" bukan dari perangkat kantor ini atau telah diubah; simpan berkasnya",
                                           " not of a device of this office, or altered; keep the file")));
}

}  // namespace

exit_status import_bag(const at_work& w) {
    const auto file = read_file(w.given.file, limits::bag_bytes);
    if (file.has_error()) return w.people.fail(file.error(), w.given.file);
    if (!w.given.receipts_file.empty() && is_inside(w.of.folder(), w.given.receipts_file)) {
        return w.people.fail(errc::not_allowed, outside_only(w));
    }
    const auto taken = take_bag(w.of, *file, w.now_ms);
    if (taken.has_error()) return w.people.fail(taken.error(), w.given.file);
    if (!w.given.receipts_file.empty()) {
        const auto bag = receipts_bag(taken->receipts);
        if (bag.has_error()) return w.people.fail(bag.error(), w.given.receipts_file);
        const auto written = office_files::replace_private(w.given.receipts_file, *bag);
        if (written.has_error()) return w.people.fail(written.error(), w.given.receipts_file);
    }
    if (w.given.json) {
        print_line(json_object({{"batches", std::to_string(taken->batches)},
                                {"fresh", std::to_string(taken->fresh)},
                                {"receipts", std::to_string(taken->receipts.size())},
                                {"held", std::to_string(taken->held)},
                                {"damaged", std::to_string(taken->damaged)},
                                {"refused", std::to_string(taken->refused)}}));
    }
    tell(w, *taken);
    return taken->damaged + taken->refused == 0 ? exit_status::done : exit_status::unfinished;
}

}  // namespace pendata::admin
