// dictgen: turns the dictionary's descriptors into the engine's table, at build time. Refuses a
// dictionary that breaks a rule, all its faults at once.
#include <fstream>
#include <iostream>
#include <sstream>

#include "proto/dictgen/source.hpp"

namespace {

bool write_file(const std::string& path, const std::string& content) {
    std::ofstream out(path, std::ios::binary);
    out << content;
    out.close();
    if (!out)
        std::cerr << "dictgen: can not write " << path << "\n";
    return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "dictgen DESCRIPTOR_SET TABLE.cpp NUMBERS.hpp\n";
        return 2;
    }
    std::ifstream in(argv[1], std::ios::binary);
    std::ostringstream descriptor_set;
    descriptor_set << in.rdbuf();
    if (!in) {
        std::cerr << "dictgen: can not read " << argv[1] << "\n";
        return 1;
    }
    dictgen::messages errors;
    const auto source = dictgen::read_descriptors(descriptor_set.str(), errors);
    const auto broken = dictgen::check_rules(source);
    errors.insert(errors.end(), broken.begin(), broken.end());
    for (const auto& e : errors)
        std::cerr << e << "\n";
    if (!errors.empty())
        return 1;
    const bool written = write_file(argv[2], dictgen::table_text(source)) &&
                         write_file(argv[3], dictgen::numbers_text(source));
    return written ? 0 : 1;
}
