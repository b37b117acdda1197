// Names of men. Old ones keep their old spelling where the card has it.
#include <array>

#include "tools/synthetic/name_tables.hpp"

namespace pendata::synthetic {
namespace {

constexpr auto old_first = std::to_array<std::string_view>({
    "Oman",    "Udin",     "Didi",    "Maman",   "Adang",   "Ujang",   "Ahmad",    "Suhanda",
    "Encep",   "Omo",      "Sarip",   "Atang",   "Eman",    "Entis",   "Sukarna",  "Amin",
    "Oyo",     "Ade",      "Uju",     "Aceng",   "Ending",  "Ojo",     "Juhana",   "Suparman",
    "Wahyu",   "Karna",    "Emuh",    "Engkos",  "Odin",    "Apang",   "Darma",    "Ace",
    "Sukanda", "Kosim",    "Adi",     "Tarya",   "Sahidin", "Rasid",   "Carna",    "Uca",
    "Idi",     "Sulaeman", "Ili",     "Rahmat",  "Toha",    "Dayat",   "Ibro",     "Tata",
    "Nana",    "Koko",     "Unang",   "Arsa",    "Wirya",   "Achmad",  "Soekarta", "Djadjang",
    "Tjetjep", "Soeparma", "Saan",    "Mista",   "Sarkim",  "Enjang",  "Emed",     "Mahpud",
    "Syarif",  "Abas",     "Duding",  "Uho",     "Tatang",  "Asep",    "Otong",    "Eutik",
    "Kasman",  "Ruhiat",   "Jumhana", "Sutarya", "Momon",   "Uun",     "Djuhaeri", "Soehanda",
    "Atma",    "Suminta",  "Karta",   "Wiharja", "Sanusi",  "Muchtar", "Isak",     "Yusup",
    "Ibrahim", "Hasan",
});

constexpr auto old_second = std::to_array<std::string_view>({
    "Suhendi",   "Sutisna",   "Sumarna",         "Hidayat",     "Rukmana",     "Suryana",
    "Kosasih",   "Supriatna", "Sukmana",         "Suherman",    "Mulyana",     "Sudarma",
    "Wiharja",   "Atmaja",    "Sasmita",         "Suparman",    "Kartawijaya", "Sobandi",
    "Sobari",    "Sumantri",  "Wirahadikusumah", "Suwandi",     "Sukandi",     "Jaenudin",
    "Rosidin",   "Supandi",   "Suparta",         "Sunarya",     "Sutardi",     "Natadisastra",
    "Somantri",  "Kusumah",   "Sastra",          "Wiryadinata", "Danuwijaya",  "Sumirat",
    "Rohmana",   "Juarsa",    "Karyana",         "Kartiwa",     "Sutarman",    "Soekarna",
    "Soemantri", "Djunaedi",  "Priatna",         "Suhaya",      "Suarna",
});

constexpr auto middle_first = std::to_array<std::string_view>({
    "Asep",   "Dedi",   "Ade",      "Agus",    "Dadang",   "Cecep",   "Yayan",  "Iwan",    "Ujang",
    "Tatang", "Dede",   "Endang",   "Jajang",  "Aep",      "Wawan",   "Rahmat", "Yana",    "Nana",
    "Deden",  "Maman",  "Engkos",   "Iman",    "Aang",     "Enjang",  "Undang", "Ahmad",   "Hendra",
    "Budi",   "Eman",   "Rudi",     "Yudi",    "Herman",   "Toto",    "Nanang", "Ajat",    "Oman",
    "Usep",   "Ayi",    "Dudi",     "Entis",   "Aan",      "Heri",    "Tedi",   "Andi",    "Didin",
    "Dayat",  "Apip",   "Uus",      "Itang",   "Atep",     "Apud",    "Dani",   "Solihin", "Saepul",
    "Mamat",  "Cahya",  "Iyan",     "Yadi",    "Suhendar", "Wahyu",   "Eko",    "Rohmat",  "Opik",
    "Jaja",   "Juhana", "Sutrisno", "Slamet",  "Joko",     "Bambang", "Sugeng", "Taufik",  "Irwan",
    "Dian",   "Yosep",  "Suparno",  "Eka",     "Kusnadi",  "Mulyadi", "Hasan",  "Sarip",   "Aripin",
    "Pipin",  "Ule",    "Oib",      "Nandang", "Tarmidi",  "Kokom",   "Encang", "Caca",    "Mumu",
    "Aceng",  "Yaya",   "Ipin",     "Uding",
});

constexpr auto middle_second = std::to_array<std::string_view>({
    "Suryana",   "Hidayat",  "Supriadi",      "Suherman",   "Mulyana",  "Sutisna",    "Rohman",
    "Kurniawan", "Setiawan", "Supriatna",     "Gunawan",    "Hermawan", "Permana",    "Rohendi",
    "Saepudin",  "Wahyudin", "Sudrajat",      "Nugraha",    "Rahmat",   "Kusnadi",    "Sobari",
    "Komarudin", "Iskandar", "Saepuloh",      "Suhendar",   "Junaedi",  "Jaelani",    "Ruswandi",
    "Sopandi",   "Suhaeri",  "Abdurohman",    "Kosasih",    "Mulyadi",  "Rukmana",    "Sunandar",
    "Koswara",   "Sumpena",  "Nurjaman",      "Sulaeman",   "Kuswara",  "Ridwan",     "Romdoni",
    "Rustandi",  "Suparman", "Solihin",       "Sukmana",    "Zaenudin", "Hadiat",     "Mustopa",
    "Rosadi",    "Ruhiyat",  "Somantri",      "Taryana",    "Yusup",    "Herdiana",   "Juhana",
    "Kartiwa",   "Maulana",  "Priatna",       "Santoso",    "Wibowo",   "Susanto",    "Purnomo",
    "Karyana",   "Darsono",  "Zaenal Abidin", "Syarifudin", "Effendi",  "Firmansyah", "Purnama",
    "Hendrawan", "Sunarya",
});

constexpr auto young_first = std::to_array<std::string_view>({
    "Muhammad", "Rizki", "Dede",   "Agung",  "Andri",   "Rian",  "Asep",  "Aditya", "Ilham",
    "Fajar",    "Yogi",  "Dani",   "Deni",   "Indra",   "Irfan", "Angga", "Gilang", "Hendra",
    "Ahmad",    "Riki",  "Rendi",  "Bayu",   "Dimas",   "Egi",   "Eki",   "Ferdi",  "Galih",
    "Iqbal",    "Jaka",  "Krisna", "Lukman", "Moch",    "Nurul", "Opik",  "Pajar",  "Robi",
    "Rudi",     "Sandi", "Taufik", "Wildan", "Yudi",    "Zaki",  "Ari",   "Arif",   "Cepi",
    "Diki",     "Reza",  "Ricky",  "Sopian", "Ujang",   "Yusup", "Rifki", "Tedi",   "Fikri",
    "Aldi",     "Alwi",  "Ramdan", "Ridwan", "Syahrul", "Wahyu", "Azis",  "Anggi",  "Tresna",
    "Nanda",    "Panji", "Regi",   "Gugun",  "Eka",     "Dwi",   "Tri",   "Raka",   "Bagas",
    "Aji",      "Adi",   "Hilman",
});

constexpr auto young_second = std::to_array<std::string_view>({
    "Hidayat",      "Maulana",  "Ramdani",     "Setiawan",    "Nugraha",    "Kurniawan",
    "Saputra",      "Permana",  "Pratama",     "Firmansyah",  "Gunawan",    "Hermawan",
    "Rahman",       "Fauzi",    "Ramadhan",    "Sopian",      "Purnama",    "Mulyana",
    "Supriatna",    "Wijaya",   "Nurdiansyah", "Herdiansyah", "Septian",    "Pauji",
    "Abdul Rohman", "Rohman",   "Hakim",       "Hamdani",     "Ridwan",     "Sidik",
    "Suryana",      "Suhendar", "Irawan",      "Iskandar",    "Nurhidayat", "Mubarok",
    "Munawar",      "Taufik",   "Wahyudi",     "Zakaria",     "Anwar",      "Ardiansyah",
    "Budiman",      "Darmawan", "Agustian",    "Nurjaman",    "Hendrawan",  "Rustandi",
});

constexpr auto child_first = std::to_array<std::string_view>({
    "Muhammad", "Rafa",   "Azka",   "Alif",   "Rafi",   "Raffi",   "Fadil",   "Rizky",   "Arka",
    "Zaidan",   "Fathir", "Adnan",  "Kenzie", "Al",     "Ahmad",   "Reyhan",  "Raihan",  "Dzaki",
    "Gibran",   "Arsya",  "Aqil",   "Bilal",  "Davin",  "Elvano",  "Fahri",   "Faiz",    "Galang",
    "Hafiz",    "Ihsan",  "Jibran", "Keanu",  "Luthfi", "Malik",   "Naufal",  "Nizam",   "Omar",
    "Pandu",    "Rakha",  "Rifqi",  "Sakha",  "Satria", "Syahdan", "Tristan", "Umar",    "Virza",
    "Wildan",   "Yusuf",  "Zafran", "Zain",   "Attar",  "Abizar",  "Daffa",   "Ghaisan", "Haikal",
    "Khairul",  "Nabil",  "Rasya",  "Restu",  "Shakil",
});

constexpr auto child_second = std::to_array<std::string_view>({
    "Alfarizi",   "Pratama",    "Al Fatih", "Ramadhan", "Maulana",      "Nugraha",   "Hidayat",
    "Al Ghifari", "Saputra",    "Permana",  "Putra",    "Firmansyah",   "Setiawan",  "Ardiansyah",
    "Abdillah",   "Azzam",      "Fadhilah", "Gunawan",  "Hakim",        "Ibrahim",   "Kurniawan",
    "Mubarok",    "Nurfadilah", "Pradana",  "Rahman",   "Rabbani",      "Syahputra", "Wijaya",
    "Zulfikar",   "Akbar",      "Al Barra", "Fauzan",   "Khoirul Anam", "Alvaro",    "Athaya",
    "Suryana",    "Supriatna",  "Mulyana",  "Arrasyid", "Sanjaya",
});

}  // namespace

word_list men_first(generation born) {
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

word_list men_second(generation born) {
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
