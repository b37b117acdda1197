// Reading and writing pendata.toml. The only source that sees a TOML parser.
#include "sync-server/office/settings.hpp"

#include <toml++/toml.h>

#include <array>
#include <charconv>
#include <functional>
#include <sstream>

#include "core/base/limits.hpp"

namespace pendata {

namespace {

struct reason {
    const char* id;
    const char* en;
};

constexpr reason not_toml{"bukan TOML yang sah", "not valid TOML"};
constexpr reason unknown_key{"kunci tidak dikenal", "unknown key"};
constexpr reason not_address{"harus ALAMAT:PORT", "must be ADDRESS:PORT"};
constexpr reason not_number{"harus bilangan bulat dalam batas", "must be an integer within its bounds"};
constexpr reason not_late{"harus next atau correction", "must be next or correction"};
constexpr reason not_level{"harus error, warning, info atau debug", "must be error, warning, info or debug"};

problem refuse(const std::string& key, std::size_t line, const reason& why, const std::string& more = {}) {
    const std::string at = std::to_string(line);
    return {errc::bad_setting, key, "baris " + at + ": " + why.id + more, "line " + at + ": " + why.en + more};
}

// Takes one value into the settings; the reason where it may not stand.
using taker = std::function<std::optional<problem>(const std::string& key, const toml::node& from, office_settings& to)>;

struct setting {
    std::string_view table;
    std::string_view key;
    taker take;
};

std::size_t line_of(const toml::node& n) { return n.source().begin.line; }

taker address(network_address office_settings::* where) {
    return [where](const std::string& key, const toml::node& from, office_settings& to) -> std::optional<problem> {
        const auto text = from.value_exact<std::string>();
        const auto read = text ? parse_address(*text) : result<network_address>(errc::bad_value);
        if (read.has_error()) return refuse(key, line_of(from), not_address);
        to.*where = *read;
        return std::nullopt;
    };
}

template <class Number>
taker number(Number office_settings::* where, std::int64_t least, std::int64_t most) {
    return [where, least, most](const std::string& key, const toml::node& from, office_settings& to) -> std::optional<problem> {
        const auto read = from.value_exact<std::int64_t>();
        if (!read || *read < least || *read > most) {
            return refuse(key, line_of(from), not_number, " (" + std::to_string(least) + "-" + std::to_string(most) + ")");
        }
        to.*where = static_cast<Number>(*read);
        return std::nullopt;
    };
}

constexpr std::array<std::pair<std::string_view, log_level>, 4> levels{
    {{"error", log_level::error}, {"warning", log_level::warning}, {"info", log_level::info}, {"debug", log_level::debug}}};

std::optional<problem> take_level(const std::string& key, const toml::node& from, office_settings& to) {
    const auto text = from.value_exact<std::string>();
    for (const auto& [name, level] : levels) {
        if (text && *text == name) {
            to.level = level;
            return std::nullopt;
        }
    }
    return refuse(key, line_of(from), not_level);
}

constexpr std::array<std::pair<std::string_view, late_records>, 2> late_ways{
    {{"next", late_records::next_period}, {"correction", late_records::correction}}};

std::optional<problem> take_late(const std::string& key, const toml::node& from, office_settings& to) {
    const auto text = from.value_exact<std::string>();
    for (const auto& [name, value] : late_ways) {
        if (text && *text == name) {
            to.late = value;
            return std::nullopt;
        }
    }
    return refuse(key, line_of(from), not_late);
}

const std::vector<setting>& known_settings() {
    static const std::vector<setting> all{
        {"network", "listen", address(&office_settings::listen)},
        {"network", "advertise", address(&office_settings::advertise)},
        {"limits", "connections", number(&office_settings::connections, 1, limits::connections)},
        {"limits", "connections_per_address", number(&office_settings::connections_per_address, 1, limits::connections)},
        {"limits", "idle_timeout_s", number(&office_settings::idle_timeout_s, 60, limits::idle_timeout_ms / 1000)},
        {"enrolment", "code_valid_days", number(&office_settings::code_valid_days, 1, 90)},
        {"backup", "kept_days", number(&office_settings::backups_kept_days, 1, 400)},
        {"work", "readers", number(&office_settings::readers, 1, 16)},
        {"work", "drain_s", number(&office_settings::drain_s, 1, 120)},
        {"snapshots", "disk_mb", number(&office_settings::snapshot_mb, 1, 1'000'000)},
        {"snapshots", "keep_days", number(&office_settings::snapshot_keep_days, 1, 400)},
        {"reports", "late", take_late},
        {"log", "level", take_level},
    };
    return all;
}

const setting* find_setting(std::string_view table, std::string_view key) {
    for (const auto& s : known_settings()) {
        if (s.table == table && s.key == key) return &s;
    }
    return nullptr;
}

bool is_table(std::string_view name) {
    for (const auto& s : known_settings()) {
        if (s.table == name) return true;
    }
    return false;
}

}  // namespace

office_settings::office_settings()
    : connections(limits::connections),
      connections_per_address(limits::connections_per_address),
      idle_timeout_s(limits::idle_timeout_ms / 1000),
      code_valid_days(limits::code_lifetime_ms / (std::int64_t{24} * 3600 * 1000)) {}

result<network_address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return errc::bad_value;
    const auto port_text = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, failed] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (failed != std::errc() || end != port_text.data() + port_text.size() || port > 65535) return errc::bad_value;
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    // Colons belong to IPv6, which stands in brackets, or one could not tell where the port begins.
    if (host.empty() || host.size() > 253 || (host.find(':') != std::string_view::npos) != bracketed) return errc::bad_value;
    for (const char c : host) {
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '[' || c == ']') return errc::bad_value;
    }
    return network_address{std::string(host), static_cast<std::uint16_t>(port)};
}

std::string to_string(const network_address& address) {
    const bool brackets = address.host.find(':') != std::string::npos;
    return (brackets ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

checked<office_settings> parse_settings(std::string_view text) {
    toml::table parsed;
    try {
        parsed = toml::parse(text);
    } catch (const toml::parse_error& wrong) {
        return refuse("pendata.toml", wrong.source().begin.line, not_toml);
    }
    office_settings out;
    for (const auto& [table_name, table_node] : parsed) {
        const std::string name(table_name.str());
        const auto* table = table_node.as_table();
        if (table == nullptr || !is_table(name)) return refuse(name, line_of(table_node), unknown_key);
        for (const auto& [key_name, node] : *table) {
            const std::string key = name + "." + std::string(key_name.str());
            const auto* known = find_setting(name, key_name.str());
            if (known == nullptr) return refuse(key, line_of(node), unknown_key);
            if (auto wrong = known->take(key, node, out)) return *wrong;
        }
    }
    // Port 0 picks a free one to listen on, but nobody can be sent there.
    if (out.advertise.port == 0) {
        const auto* node = parsed.at_path("network.advertise").node();
        return refuse("network.advertise", node == nullptr ? 0 : line_of(*node), not_address);
    }
    return out;
}

std::string settings_text(const office_settings& s) {
    std::string_view level = "info";
    for (const auto& [name, value] : levels) {
        if (value == s.level) level = name;
    }
    std::string_view late = "next";
    for (const auto& [name, value] : late_ways) {
        if (value == s.late) late = name;
    }
    std::ostringstream out;
    out << "# Pengaturan kantor Pendata. Baris yang dihapus kembali ke nilai bawaan.\n"
           "# Settings of this Pendata office. A line that is removed falls back to its default.\n\n"
           "[network]\n"
           "# Alamat tempat server menerima tablet; port 0 memilih yang kosong.\n"
           "# Where the server listens for tablets; port 0 picks a free one.\n"
        << "listen = \"" << to_string(s.listen) << "\"\n"
        << "# Alamat yang ditulis ke dalam kode pendaftaran: yang dapat dicapai tablet.\n"
           "# The address put into enrolment codes: one that tablets can reach.\n"
        << "advertise = \"" << to_string(s.advertise) << "\"\n\n"
        << "[limits]\n"
           "# Sambungan serentak, seluruhnya dan per alamat.\n"
           "# Connections at one time, of all and of one address.\n"
        << "connections = " << s.connections << "\n"
        << "connections_per_address = " << s.connections_per_address << "\n"
        << "# Detik tanpa satu byte pun sebelum sambungan ditutup (60-120).\n"
           "# Seconds without a byte before a connection is closed (60-120).\n"
        << "idle_timeout_s = " << s.idle_timeout_s << "\n\n"
        << "[enrolment]\n"
           "# Berapa hari sebuah kode pendaftaran berlaku.\n"
           "# For how many days an enrolment code is good.\n"
        << "code_valid_days = " << s.code_valid_days << "\n\n"
        << "[backup]\n"
           "# Cadangan yang lebih tua dari ini tidak akan dipulihkan lagi; sampai saat itu tablet menyimpan kirimannya.\n"
           "# Backups older than this will not be restored any more; until then tablets keep what they sent.\n"
        << "kept_days = " << s.backups_kept_days << "\n\n"
        << "[work]\n"
           "# Utas pembaca untuk tablet; penulis selalu satu.\n"
           "# Threads that read for tablets; there is always one that writes.\n"
        << "readers = " << s.readers << "\n"
        << "# Detik yang diberikan kepada tablet untuk selesai ketika server dihentikan.\n"
           "# Seconds that tablets are given to finish when the server is stopped.\n"
        << "drain_s = " << s.drain_s << "\n\n"
        << "[snapshots]\n"
           "# Muatan awal yang disiapkan (snapshots.db): megabita, dan berapa hari disimpan.\n"
           "# Prepared first loads (snapshots.db): megabytes, and for how many days they are kept.\n"
        << "disk_mb = " << s.snapshot_mb << "\n"
        << "keep_days = " << s.snapshot_keep_days << "\n\n"
        << "[reports]\n"
           "# Catatan yang datang sesudah masanya ditutup: next (masuk masa berikutnya) atau correction (perbaikan bernomor).\n"
           "# A record that comes after its period was closed: next (to the next period) or correction (a numbered one).\n"
        << "late = \"" << late << "\"\n\n"
        << "[log]\n"
           "# error, warning, info, debug. Log tidak pernah memuat data pribadi.\n"
           "# error, warning, info, debug. The log never holds personal data.\n"
        << "level = \"" << level << "\"\n";
    return out.str();
}

}  // namespace pendata
