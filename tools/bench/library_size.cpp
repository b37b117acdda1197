// What the shared library takes up once its symbols for debugging are gone: the end of the last part that is loaded.
#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

checked<void> measure_library(const bench_settings& settings, report& into) {
    std::ifstream file(settings.library, std::ios::binary);
    Elf64_Ehdr head{};
    const bool is_elf = file.read(reinterpret_cast<char*>(&head), sizeof head) && std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
                        head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_phentsize == sizeof(Elf64_Phdr);
    if (!is_elf) {
        const std::string name = settings.library.string();
        return failed("bukan pustaka: " + name + " (lihat --library)", "not a library: " + name + " (see --library)");
    }
    std::uint64_t end = 0;
    file.seekg(static_cast<std::streamoff>(head.e_phoff));
    for (int i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr segment{};
        if (!file.read(reinterpret_cast<char*>(&segment), sizeof segment)) return failed("pustaka rusak", "a damaged library");
        if (segment.p_type == PT_LOAD) end = std::max<std::uint64_t>(end, segment.p_offset + segment.p_filesz);
    }
    into.add({"library_size", static_cast<double>(end) / 1e6, "MB", {}, limit_kind::none});
    return {};
}

}  // namespace pendata::bench
