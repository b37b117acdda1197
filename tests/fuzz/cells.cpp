// Cells in canonical form, as stores and peers hand them over. Promises: no crash, and what is accepted is exactly
// what append_canonical writes: one cell has one form.
#include "core/base/assert.hpp"
#include "core/model/canonical.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pendata;
    const bytes_view input = view_of(data, size);
    byte_reader in(input);
    while (!in.at_end()) {
        const std::size_t start = input.size() - in.left();
        const cell c = read_canonical_cell(in);
        if (in.failed()) return 0;
        bytes again;
        append_canonical(again, c);
        PENDATA_ASSERT(again == input.substr(start, input.size() - in.left() - start));
    }
    return 0;
}
