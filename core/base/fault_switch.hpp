// Deliberate breaks, to prove that the simulator would find them: PENDATA_SWITCH(name) is constant false in every
// normal build. The simulator compiles the sources that have one a second time, with PENDATA_SIM_SWITCHES, and
// turns one on with --break NAME. Page: docs/testing.md.
#pragma once

#if defined(PENDATA_SIM_SWITCHES)

#include <string_view>

namespace pendata {

// Defined by tools/sim/breaks.cpp.
bool is_broken(std::string_view name);

}  // namespace pendata

#define PENDATA_SWITCH(name) (::pendata::is_broken(#name))

#else

#define PENDATA_SWITCH(name) false

#endif
