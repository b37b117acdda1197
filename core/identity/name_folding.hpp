// One spelling for a name that is written in many: what search on the tablet, blocking keys and the
// matcher compare (the dictionary, section 4). Folding loses information on purpose and is never
// shown or stored as the name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pendata::identity {

struct folded_name {
    // The folded words, ascending, one blank between: equal for spellings of one name.
    std::string key;
    // The folded words in the order of the name, titles away, abbreviations written out.
    std::vector<std::string> words;
    // Words after BIN or BINTI: the father's name, apart because most documents leave it out.
    std::vector<std::string> patronymic;
};

// Folds a name as typed, any UTF-8. Titles (H, HJ, DR, IR, KH, ALM ...), degrees after a comma and
// punctuation go; MOH, MUH, M. become MUHAMMAD, ST and S. SITI, ABD ABDUL, NR NUR, AG AGUS. M, S
// and ST alone or at the end stay: they are initials or degrees there. A name made of titles only
// keeps its words. Nothing but punctuation gives an empty key.
folded_name fold_name(std::string_view name);

// Sounds. The rules of old spelling, Arabic transliteration and dialect contradict each other when
// they are read as replacements (DJ to J, but J to Y), so each sound has one canonical letter,
// applied longest first and until nothing changes:
//
//   canonical | written as                  | why
//   U         | OE U                        | Soekarno, Sukarno
//   Y         | DJ J Y before a vowel       | Djadjang, Jajang; Jusuf, Yusuf: old J is today's Y
//   I         | I, Y and J elsewhere; also  | Rudy, Rudi; Surjadi, Suryadi, Suriadi; Fitriyah,
//             | between a consonant or I    | Fitriah; but Panji stays PANYI, not PANI
//             | and A E O U                 |
//   C         | TJ C                        | Tjetjep, Cecep
//   NI        | NJ NY before A E O U        | Njoman, Nyoman; follows from the two rows above
//   H         | CH KH H                     | Achmad, Akhmad, Ahmad
//   S         | SJ SY SH S                  | Sjarif, Syarif, Sarif
//   Z         | DZ Z                        | Dzikri, Zikri
//   P         | F PH V P                    | Yusuf, Yusup; Novi, Nopi
//   K         | Q CK K                      | Rizqi, Rizki
//   KS        | X                           | Alex, Aleks
//   AI        | AE AI AY                    | Zaenal, Zainal
//   B D G T   | with an H after them        | Ramadhan, Fathonah, Ghofur, Bhakti
//   -         | doubled letters, final H    | Muhammad, Muhamad; Fatimah, Fatima
//
// Known price: CHANDRA folds to HANDRA, since CH is KH; the distance still finds CANDRA.
//
// One word through the table. Requires upper-case ASCII letters, as fold_name makes them;
// others pass unchanged. Folding a folded word changes nothing.
std::string fold_sounds(std::string_view word);

// A name and its other names. `name` and `aliases` have their blanks folded, capitals as typed.
struct split_name {
    std::string name;
    std::vector<std::string> aliases;  // in order, without empty or repeated ones
};

// Takes "A / B", "A alias B", "A als. B" and "A aka B" apart, as often as they occur.
split_name split_aliases(std::string_view typed);

}  // namespace pendata::identity
