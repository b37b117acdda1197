// Names for invented people, and how officers write them down: in capitals or not, with titles, in
// another spelling, with a slip of the finger.
#pragma once

#include <string>

#include "core/identity/nik.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

// A full name as its bearer writes it, of one to four words by generation.
std::string make_name(random_source& dice, identity::sex of, int birth_year);

// The name a neighbour calls the person by.
std::string make_nickname(random_source& dice, identity::sex of);

// The same name as another officer hears it: one or two of old spelling, transliteration, dialect
// and abbreviation. Folds to the same key in most cases, as in life not in all.
std::string respell(random_source& dice, const std::string& name);

// One letter left out, doubled, exchanged with its neighbour or hit beside.
std::string mistype(random_source& dice, const std::string& name);

// ASCII capitals, as on the card.
std::string in_capitals(std::string text);

}  // namespace pendata::synthetic
