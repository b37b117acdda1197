// The one main() of every test program: doctest's own, compiled once.
// Test sources include <doctest/doctest.h> and nothing of this.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
