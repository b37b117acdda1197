// The commands of docs/cli.md, each as one function: arguments in, exit status out.
#pragma once

#include "tools/field/arguments.hpp"

namespace field {

int enrol(const arguments& typed);
int sync(const arguments& typed);
int status(const arguments& typed);

int add(const arguments& typed);
int similar(const arguments& typed);
int edit(const arguments& typed);
int retract(const arguments& typed);
int withdraw(const arguments& typed);
int restore(const arguments& typed);
int import(const arguments& typed);

int show(const arguments& typed);
int list(const arguments& typed);
int search(const arguments& typed);
int export_records(const arguments& typed);

int cases(const arguments& typed);
int decide(const arguments& typed);

int photo_add(const arguments& typed);
int photo_get(const arguments& typed);
int photo_list(const arguments& typed);

int bag_export(const arguments& typed);
int bag_carry(const arguments& typed);
int bag_import(const arguments& typed);

}  // namespace field
