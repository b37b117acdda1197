// Names of women. Many older ones have one word only, which is their whole name.
#include <array>

#include "tools/synthetic/name_tables.hpp"

namespace pendata::synthetic {
namespace {

constexpr auto old_first = std::to_array<std::string_view>({
    "Euis",    "Enok",     "Ipah",     "Cicih",   "Mimin",    "Iyah",    "Eti",      "Oneng",
    "Uum",     "Ijah",     "Acih",     "Iyoh",    "Enah",     "Encum",   "Onah",     "Icih",
    "Amah",    "Enung",    "Tati",     "Rohanah", "Siti",     "Juju",    "Aisah",    "Maryam",
    "Entin",   "Rukiah",   "Empat",    "Eem",     "Ikah",     "Uju",     "Ating",    "Emi",
    "Omah",    "Anah",     "Iting",    "Apong",   "Maesaroh", "Oom",     "Kesih",    "Fatimah",
    "Patimah", "Suhaebah", "Ecin",     "Titi",    "Itoh",     "Asmanah", "Halimah",  "Warsih",
    "Karsih",  "Sarinah",  "Tarsih",   "Ratna",   "Nyai",     "Ungkay",  "Inah",     "Odah",
    "Unah",    "Rumsah",   "Sutirah",  "Mariah",  "Khodijah", "Rokayah", "Djuariah", "Soekaesih",
    "Tjitjih", "Aminah",   "Enteh",    "Atikah",  "Isah",     "Una",     "Nonoh",    "Kokom",
    "Popon",   "Nining",   "Jubaedah", "Salmah",  "Saodah",   "Umi",     "Aan",      "Tarmi",
    "Surtini",
});

constexpr auto old_second = std::to_array<std::string_view>({
    "Rohaeti",   "Komariah", "Sukaesih", "Hasanah",  "Suhaeti",    "Sumiati",  "Rohayati",
    "Kurniasih", "Maemunah", "Rukmini",  "Aminah",   "Maryati",    "Suryati",  "Sutarsih",
    "Suhaenah",  "Jubaedah", "Rukoyah",  "Salamah",  "Sumarni",    "Sunarti",  "Suparmi",
    "Suwarsih",  "Warliah",  "Karwati",  "Juariah",  "Khodijah",   "Fatimah",  "Hindun",
    "Supiah",    "Sutiah",   "Mulyati",  "Winarsih", "Djuhaeriah", "Soehaeti", "Sariah",
    "Masitoh",   "Rusmiati", "Saadah",   "Solihat",  "Suarsih",
});

constexpr auto middle_first = std::to_array<std::string_view>({
    "Euis",     "Siti",    "Tati",    "Neneng", "Yati",   "Iis",     "Ai",        "Nining",
    "Lilis",    "Ade",     "Eti",     "Imas",   "Enung",  "Yeni",    "Cucu",      "Dede",
    "Elis",     "Tuti",    "Rina",    "Entin",  "Nani",   "Teti",    "Ani",       "Titin",
    "Yuyun",    "Mimin",   "Ela",     "Nia",    "Wiwin",  "Kokom",   "Iyah",      "Oom",
    "Rosita",   "Dewi",    "Sri",     "Neni",   "Wati",   "Cicih",   "Popon",     "Ratna",
    "Ika",      "Yanti",   "Heni",    "Lia",    "Popi",   "Nur",     "Nenden",    "Rika",
    "Yayah",    "Empat",   "Aan",     "Ati",    "Nunung", "Iim",     "Lina",      "Rini",
    "Teni",     "Atikah",  "Iceu",    "Eneng",  "Eulis",  "Cici",    "Dedeh",     "Eem",
    "Fitri",    "Herlina", "Iin",     "Juju",   "Komala", "Maryani", "Nurhayati", "Odah",
    "Pipih",    "Rohmah",  "Susi",    "Tarsih", "Umi",    "Wida",    "Yulia",     "Sumiati",
    "Sulastri", "Suryani", "Wahyuni", "Endah",  "Ida",    "Aah",     "Dian",      "Ros",
    "Tita",
});

constexpr auto middle_second = std::to_array<std::string_view>({
    "Rohaeti",    "Nurhayati", "Komariah",    "Suryani",     "Hasanah",   "Kurniasih",
    "Rohayati",   "Mulyani",   "Sumiati",     "Rohmah",      "Sulastri",  "Herawati",
    "Maryani",    "Rosmiati",  "Sunarti",     "Aminah",      "Aisah",     "Nuraeni",
    "Suhaeti",    "Karwati",   "Rostiana",    "Haryati",     "Fatimah",   "Sukaesih",
    "Susilawati", "Wulandari", "Rahmawati",   "Widaningsih", "Kartini",   "Sutini",
    "Kartika",    "Julaeha",   "Yuningsih",   "Nurjanah",    "Setiawati", "Solihat",
    "Sopiah",     "Maesaroh",  "Romlah",      "Rukmini",     "Ningsih",   "Lestari",
    "Kusmiati",   "Mariam",    "Jubaedah",    "Yulianti",    "Maryati",   "Heryanti",
    "Rosita",     "Handayani", "Puspitasari", "Sariningsih", "Rukaesih",  "Hendayani",
    "Kusumawati", "Ratnasari", "Permasih",    "Sumartini",   "Novianti",  "Saadah",
    "Latipah",    "Sadiah",
});

constexpr auto young_first = std::to_array<std::string_view>({
    "Siti",  "Dewi",    "Rina",  "Nur",    "Ai",     "Fitri",  "Santi", "Intan", "Neng",    "Sri",
    "Ayu",   "Eva",     "Rani",  "Mira",   "Yuni",   "Wulan",  "Lina",  "Desi",  "Risma",   "Anisa",
    "Novi",  "Nita",    "Resti", "Rika",   "Susi",   "Tia",    "Vina",  "Wida",  "Yani",    "Yulia",
    "Ika",   "Indah",   "Iis",   "Gina",   "Elsa",   "Dina",   "Dini",  "Devi",  "Citra",   "Nadia",
    "Nia",   "Nisa",    "Putri", "Ratna",  "Reni",   "Sinta",  "Sely",  "Tiara", "Widi",    "Winda",
    "Lilis", "Lia",     "Mega",  "Melati", "Mila",   "Euis",   "Erna",  "Erni",  "Ratih",   "Rosa",
    "Silvi", "Sopi",    "Tanti", "Ulfa",   "Yessi",  "Amelia", "Astri", "Hani",  "Herlina", "Imas",
    "Irma",  "Kartika", "Laras", "Maya",   "Nenden", "Pipit",  "Rima",  "Rosi",
});

constexpr auto young_second = std::to_array<std::string_view>({
    "Nurhasanah",  "Rahmawati",  "Lestari",     "Nurjanah",  "Wulandari",  "Permatasari",
    "Nuraeni",     "Yulianti",   "Sari",        "Fitriani",  "Handayani",  "Nurhayati",
    "Aisyah",      "Oktaviani",  "Puspitasari", "Anggraeni", "Maryani",    "Rahayu",
    "Mulyani",     "Fauziah",    "Hasanah",     "Apriliani", "Ratnasari",  "Agustina",
    "Novianti",    "Komalasari", "Kurniawati",  "Susanti",   "Pratiwi",    "Rosmayanti",
    "Damayanti",   "Septiani",   "Julianti",    "Herawati",  "Nurlaela",   "Nurul Aeni",
    "Purnamasari", "Sopiah",     "Solihah",     "Utami",     "Khoerunisa", "Maulani",
    "Sukmawati",   "Patimah",    "Marlina",     "Safitri",   "Hidayati",   "Amelia",
    "Halimah",     "Nurfadilah", "Riyanti",     "Ramdani",   "Kartini",
});

constexpr auto child_first = std::to_array<std::string_view>({
    "Siti",    "Aisyah",   "Nayla",   "Zahra",     "Putri",   "Alya",    "Naura", "Syifa",
    "Khanza",  "Adiba",    "Amira",   "Anindya",   "Aqila",   "Arsyila", "Azkia", "Balqis",
    "Cahaya",  "Callista", "Dina",    "Elsa",      "Farah",   "Fathia",  "Ghina", "Hana",
    "Humaira", "Inara",    "Jihan",   "Kayla",     "Keisha",  "Kirana",  "Laila", "Maryam",
    "Mikayla", "Nabila",   "Nadhifa", "Nafisa",    "Nazwa",   "Qonita",  "Raisa", "Rania",
    "Rahma",   "Safira",   "Sakura",  "Salsabila", "Shakila", "Shanum",  "Silmi", "Sabrina",
    "Talita",  "Tiara",    "Vania",   "Yasmin",    "Zaskia",  "Zivanna", "Intan", "Neng",
    "Rara",
});

constexpr auto child_second = std::to_array<std::string_view>({
    "Azzahra",   "Putri",       "Nur Aisyah",   "Ramadhani", "Salsabila", "Khairunnisa",
    "Humaira",   "Nuraeni",     "Azkadina",     "Zahira",    "Lestari",   "Rahmawati",
    "Maulida",   "Nurfadilah",  "Almahyra",     "Fitriani",  "Oktaviani", "Permata",
    "Aulia",     "Amelia",      "Nurhasanah",   "Syakira",   "Afifah",    "Kamila",
    "Ramdani",   "Nugraha",     "Alfathunnisa", "Hidayah",   "Kirana",    "Mutiara",
    "Nurjanah",  "Khoerunnisa", "Qurota Aeni",  "Dzakira",   "Sopia",     "Wulandari",
    "Anggraeni", "Hasna",       "Fadilah",
});

}  // namespace

word_list women_first(generation born) {
    switch (born) {
        case generation::old:
            return old_first;
        case generation::middle:
            return middle_first;
        case generation::young:
            return young_first;
        case generation::child:
            return child_first;
    }
    return middle_first;
}

word_list women_second(generation born) {
    switch (born) {
        case generation::old:
            return old_second;
        case generation::middle:
            return middle_second;
        case generation::young:
            return young_second;
        case generation::child:
            return child_second;
    }
    return middle_second;
}

}  // namespace pendata::synthetic
