// Saving and reading single records, lists and exports.
#include <cstdio>

#include "tools/field/commands.hpp"
#include "tools/field/record_text.hpp"
#include "tools/field/terminal.hpp"
#include "tools/field/text_input.hpp"

namespace field {

using pendata::client::answer;

namespace {

pendata_save_options options_of(const arguments& typed) {
    pendata_save_options out = PENDATA_SAVE_OPTIONS_DEFAULT;
    out.evidence = typed.evidence;
    if (typed.change) out.intent = PENDATA_CHANGE;
    if (typed.confirm) out.intent = PENDATA_CONFIRMATION;
    out.effective_date = pendata::client::view(typed.effective);
    return out;
}

// Warnings never stop a save: they are said, in the person's language.
void say_warnings(const arguments& typed, const std::string& saved) {
    for (const auto& line : warning_lines(typed, saved)) say(line);
    for (const auto& line : maybe_lines(typed, saved)) say(line);
}

int answer_saved(const arguments& typed, const answer<std::string>& saved) {
    if (!saved.ok()) return refuse(typed, saved.why());
    say_warnings(typed, *saved);
    print(typed.json ? *saved : saved_lines(typed, *saved));
    return finish(typed, done);
}

// Opens the file, reads the JSON that was typed or piped, saves, answers.
template <class Save>
int save_content(const arguments& typed, Save&& save) {
    const auto content = content_of(typed);
    if (!content) return failed;
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    return answer_saved(typed, save(opened.tablet, *content, options_of(typed)));
}

template <class Save>
int save_plainly(const arguments& typed, Save&& save) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    return answer_saved(typed, save(opened.tablet));
}

template <class Read>
int print_lines(const arguments& typed, Read&& read) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const pendata::client::failure why = read(opened.tablet);
    if (why) return refuse(typed, why);
    return finish(typed, done);
}

}  // namespace

int add(const arguments& typed) {
    return save_content(typed, [&](auto& tablet, const std::string& json, pendata_save_options options) {
        options.find_similar = 1;
        return tablet.add(typed.kind, json, &options);
    });
}

int similar(const arguments& typed) {
    const auto content = content_of(typed);
    if (!content) return failed;
    return print_lines(typed, [&](auto& tablet) {
        return tablet.similar(typed.kind, *content, [&](std::string_view json) {
            return print(typed.json ? std::string(json) : likeness_line(typed, json));
        });
    });
}

int edit(const arguments& typed) {
    return save_content(typed, [&](auto& tablet, const std::string& json, const pendata_save_options& options) {
        return tablet.edit(typed.id, json, &options);
    });
}

int retract(const arguments& typed) {
    return save_plainly(typed, [&](auto& tablet) { return tablet.retract(typed.id, typed.field); });
}

int withdraw(const arguments& typed) {
    return save_plainly(typed, [&](auto& tablet) { return tablet.withdraw(typed.id, typed.reason); });
}

int restore(const arguments& typed) {
    return save_plainly(typed, [&](auto& tablet) { return tablet.restore(typed.id, typed.field, typed.stamp); });
}

int show(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto found = typed.history ? opened.tablet.history(typed.id) : opened.tablet.show(typed.id);
    if (!found.ok()) return refuse(typed, found.why());
    if (typed.json) {
        print(*found);
    } else {
        print(typed.history ? history_lines(*found) : as_lines(*found));
    }
    return finish(typed, done);
}

int list(const arguments& typed) {
    return print_lines(typed, [&](auto& tablet) {
        return tablet.list(typed.kind, typed.where, typed.limit,
                           [&](std::string_view json) { return print(typed.json ? std::string(json) : as_row(json)); });
    });
}

int search(const arguments& typed) {
    return print_lines(typed, [&](auto& tablet) {
        return tablet.search(typed.text, typed.limit,
                             [&](std::string_view json) { return print(typed.json ? std::string(json) : as_row(json)); });
    });
}

int export_records(const arguments& typed) {
    return print_lines(typed, [&](auto& tablet) {
        const pendata_export_options options{sizeof options, pendata::client::view(typed.kind), typed.stamps ? 1 : 0,
                                             typed.settled ? 1 : 0};
        return tablet.export_all(&options, [](std::string_view json) { return print(json); });
    });
}

int cases(const arguments& typed) {
    return print_lines(typed, [&](auto& tablet) {
        return tablet.cases([&](std::string_view json) {
            if (!typed.case_kind.empty() && text_of(json, "kind") != typed.case_kind) return true;
            return print(typed.json ? std::string(json) : case_lines(typed, json));
        });
    });
}

int decide(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const std::int32_t answer = typed.same        ? PENDATA_ANSWER_SAME
                                : typed.different ? PENDATA_ANSWER_DIFFERENT
                                : typed.unsure    ? PENDATA_ANSWER_UNSURE
                                : typed.undo      ? PENDATA_ANSWER_UNDO
                                                  : PENDATA_ANSWER_NONE;
    const pendata_decision decision{sizeof decision, typed.pick, pendata::client::view(typed.value), answer};
    const auto decided = opened.tablet.decide(typed.id, decision);
    if (!decided.ok()) return refuse(typed, decided.why());
    print(typed.json ? *decided : as_lines(*decided));
    return finish(typed, done);
}

int status(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto found = opened.tablet.status();
    if (!found.ok()) return refuse(typed, found.why());
    print(typed.json ? *found : as_lines(*found));
    if (const auto stuck = stuck_line(typed, *found); !stuck.empty()) say(stuck);
    if (const auto hint = clock_hint(typed, *found); !hint.empty()) say(hint);
    return finish(typed, done);
}

}  // namespace field
