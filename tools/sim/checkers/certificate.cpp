// I11: an honest office shows no certificate that one of its tablets turns away, however old either is.
#include <openssl/x509.h>

#include <memory>

#include "client-lib/src/net/office_leaf.hpp"
#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_certificate(stage& on, office_house& office, const sim_tablet& of) {
    const auto& der = office.certificate();
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    struct free_leaf {
        void operator()(X509* leaf) const { X509_free(leaf); }
    };
    const std::unique_ptr<X509, free_leaf> leaf(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    PENDATA_ASSERT(leaf != nullptr);
    const auto state = of.state();
    const auto why = check_office_leaf(leaf.get(), {office.identity(), state.anchor ? state.anchor->office_ms : 0});
    if (why != errc::ok) on.told.broken("I11", of.name() + " turns the office's certificate away: " + std::string(text_of(why, false)));
}

}  // namespace pendata::sim
