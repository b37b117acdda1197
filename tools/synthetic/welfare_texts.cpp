// Lists of trades, schools, notes and criteria.
#include "tools/synthetic/welfare_texts.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pendata::synthetic {
namespace {

constexpr auto poor_trades = std::to_array<livelihood>({
    {"Buruh tani/perkebunan", 400, 1300},
    {"Buruh harian lepas", 500, 1600},
    {"Petani/pekebun", 400, 1500},
    {"Pedagang keliling", 500, 1700},
    {"Tukang ojek", 500, 1500},
    {"Buruh bangunan", 700, 1900},
    {"Pemulung", 300, 1000},
    {"Asisten rumah tangga", 400, 1200},
});

constexpr auto trades = std::to_array<livelihood>({
    {"Petani/pekebun", 800, 2800},
    {"Wiraswasta", 1200, 4500},
    {"Buruh harian lepas", 800, 2200},
    {"Karyawan swasta", 1800, 4200},
    {"Pedagang", 1000, 3800},
    {"Sopir", 1300, 3000},
    {"Tukang kayu", 1200, 2900},
    {"Guru honorer", 400, 1800},
    {"Peternak", 900, 2600},
    {"Perangkat desa", 1800, 3000},
    {"Pegawai negeri sipil", 3200, 5800},
});

constexpr auto notes_of_the_poor = std::to_array<std::string_view>({
    "Penghasilan tidak tetap, sering berutang ke warung.",
    "Rumah panggung, dinding bilik, lantai tanah.",
    "Belum pernah menerima bantuan PKH atau sembako.",
    "Menerima bantuan sembako, KKS dipegang sendiri.",
    "Air minum dari mata air, jamban bersama tetangga.",
    "Anak putus sekolah karena biaya.",
    "Bekerja bila ada panggilan dari tetangga.",
    "BPJS PBI aktif menurut pengakuan.",
    "Belum punya jaminan kesehatan.",
    "Listrik menumpang ke rumah orang tua.",
});

constexpr auto notes_of_the_old = std::to_array<std::string_view>({
    "Tinggal sendiri, makan dibantu tetangga.",
    "Pendengaran berkurang, jalan dengan tongkat.",
    "Anak merantau ke Bandung, jarang pulang.",
    "Sering berobat ke puskesmas, darah tinggi.",
    "Masih kuat ke kebun.",
    "KTP seumur hidup, data tanggal lahir perkiraan.",
});

constexpr auto notes_of_all = std::to_array<std::string_view>({
    "Data dilihat dari KK.",
    "KTP tidak dapat ditunjukkan saat kunjungan.",
    "Keterangan dari tetangga, yang bersangkutan di ladang.",
    "Bekerja di Jatinangor, pulang seminggu sekali.",
    "Perlu kunjungan ulang untuk melengkapi data.",
    "Nomor telepon milik anaknya.",
    "Alamat KTP belum diperbarui.",
    "Ikut pengajian dan kegiatan RT.",
    "Memelihara domba dua ekor, milik orang lain.",
    "Pindahan dari kecamatan lain tahun lalu.",
});

constexpr auto visit_notes = std::to_array<std::string_view>({
    "Diterima dengan baik, KK dan KTP ditunjukkan.",
    "Responden terburu-buru, data pekerjaan perlu dicek.",
    "Ketua RT mendampingi.",
    "Jalan ke rumah rusak, ditempuh jalan kaki.",
    "Hujan, wawancara di teras.",
    "Sebagian anggota keluarga sedang di sawah.",
});

struct category_words {
    std::string_view category;
    std::array<std::string_view, 4> criteria;  // ascending
    std::array<std::string_view, 2> reasons;
};

constexpr auto words = std::to_array<category_words>({
    {"P01",
     {"ditinggalkan orang tua", "gizi kurang", "tanpa akta kelahiran", "tidak diasuh layak"},
     {"Diasuh nenek, orang tua tidak diketahui alamatnya.", "Berat badan di bawah garis merah."}},
    {"P02",
     {"ditinggalkan orang tua", "orang tua tidak mampu", "putus sekolah", "yatim piatu"},
     {"Tinggal dengan kerabat yang tidak mampu.", "Putus sekolah dan membantu di sawah."}},
    {"P05",
     {"belum bersekolah", "orang tua tidak mampu", "perlu alat bantu", "perlu terapi"},
     {"Belum pernah mendapat alat bantu.", "Orang tua tidak mampu membiayai terapi."}},
    {"P08",
     {"kebutuhan dasar tidak terpenuhi", "keluarga tidak mengurus", "sakit menahun",
      "tinggal sendiri"},
     {"Makan dari pemberian tetangga.", "Tidak ada anak yang mengurus."}},
    {"P09",
     {"belum mendapat alat bantu", "hambatan bekerja", "keluarga tidak mampu", "perlu pendamping"},
     {"Tidak dapat bekerja tanpa alat bantu.", "Bergantung penuh pada keluarga."}},
    {"P12",
     {"meminta di pasar", "meminta di tempat ibadah", "tanpa pekerjaan lain", "tinggal berpindah"},
     {"Meminta-minta di pasar setiap hari pasaran.", "Tidak punya pekerjaan lain."}},
    {"P13",
     {"mengumpulkan barang bekas", "penghasilan di bawah upah harian", "tanpa jaminan kesehatan",
      "tinggal di dekat tempat sampah"},
     {"Mengumpulkan plastik dan kardus dari pasar.", "Menjual rongsokan ke pengepul."}},
    {"P23",
     {"berpenghasilan rendah", "ditinggal suami", "janda dengan tanggungan",
      "pencari nafkah utama"},
     {"Mencari nafkah sendiri untuk anak-anak.", "Suami tidak memberi nafkah sejak dua tahun."}},
    {"P24",
     {"makan dua kali sehari", "rumah tidak layak", "tanpa mata pencaharian",
      "tidak mampu berobat"},
     {"Tidak punya mata pencaharian tetap.", "Kebutuhan pokok sering tidak terpenuhi."}},
});

const category_words& words_of(std::string_view category) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const category_words& w) {
        return w.category == category;
    });
    return found != words.end() ? *found : words.back();
}

std::string_view pick_from(random_source& dice, std::span<const std::string_view> list) {
    return dice.pick(list);
}

}  // namespace

livelihood make_livelihood(random_source& dice, identity::sex of, int age, bool poor) {
    if (age < 6)
        return {"Belum/tidak bekerja", 0, 0};
    if (age < 16 || (age < 19 && dice.chance(700)))
        return {"Pelajar/mahasiswa", 0, 0};
    if (age > 72 && dice.chance(700))
        return {"Belum/tidak bekerja", 0, 300};
    if (of == identity::sex::female && dice.chance(650))
        return {"Mengurus rumah tangga", 0, 400};
    if (age < 25 && dice.chance(250))
        return {"Belum/tidak bekerja", 0, 0};
    return poor ? dice.pick(std::span<const livelihood>(poor_trades))
                : dice.pick(std::span<const livelihood>(trades));
}

std::string_view make_education(random_source& dice, int age, int birth_year) {
    if (age < 6)
        return "none";
    if (age < 12)
        return "some_primary";
    if (age < 15)
        return "primary";
    constexpr std::array<std::string_view, 7> schools = {
        "none", "some_primary", "primary", "junior", "senior", "diploma_3", "bachelor"};
    constexpr std::array<unsigned, 7> before_1960 = {140, 420, 370, 45, 20, 2, 3};
    constexpr std::array<unsigned, 7> until_1985 = {15, 110, 540, 190, 120, 8, 17};
    constexpr std::array<unsigned, 7> later = {4, 20, 260, 330, 330, 16, 40};
    const auto& habit = birth_year < 1960 ? before_1960 : birth_year < 1985 ? until_1985 : later;
    const std::size_t school = dice.pick_weighted(habit);
    // Nobody has finished a school above the age for it.
    if (age < 18)
        return schools[std::min<std::size_t>(school, 3)];
    if (age < 22)
        return schools[std::min<std::size_t>(school, 4)];
    return schools[school];
}

std::string make_note(random_source& dice, int age, bool poor) {
    constexpr std::size_t longest = 200;
    constexpr std::array<unsigned, 3> sentences = {400, 400, 200};
    std::string note;
    for (std::size_t left = dice.pick_weighted(sentences) + 1; left > 0; --left) {
        const unsigned kind = dice.below(3);
        const std::string_view sentence = kind == 0 && poor ? pick_from(dice, notes_of_the_poor)
                                          : kind == 1 && age > 59
                                              ? pick_from(dice, notes_of_the_old)
                                              : pick_from(dice, notes_of_all);
        if (note.size() + 1 + sentence.size() > longest)
            break;
        if (note.find(sentence) != std::string::npos)
            continue;
        if (!note.empty())
            note += ' ';
        note += sentence;
    }
    return note;
}

std::string make_visit_note(random_source& dice) {
    return std::string(pick_from(dice, visit_notes));
}

std::vector<std::string_view> make_criteria(random_source& dice, std::string_view category) {
    const auto& all = words_of(category).criteria;
    std::vector<std::string_view> ticked(all.begin(), all.end());
    const std::size_t count = dice.chance(500) ? 2 : 3;
    while (ticked.size() > count) {
        ticked.erase(ticked.begin() + dice.below(static_cast<std::uint32_t>(ticked.size())));
    }
    return ticked;
}

std::string make_reason(random_source& dice, std::string_view category) {
    return std::string(pick_from(dice, words_of(category).reasons));
}

}  // namespace pendata::synthetic
