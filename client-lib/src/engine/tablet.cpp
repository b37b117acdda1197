// Transactions with problems, and fresh ids.
#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

record_id new_record_id(const tablet& t, std::int64_t now_ms) {
    std::array<unsigned char, 10> random;
    t.fill_random(random);
    return {make_uuid7(now_ms, random)};
}

problem problem_of(const boost::system::error_code& code) {
    const errc known = to_errc(code);
    return {known, {}, std::string(text_of(known, true)), std::string(text_of(known, false))};
}

problem make_problem(errc code, std::string field, std::string hint_id, std::string hint_en) {
    return {code, std::move(field), std::move(hint_id), std::move(hint_en)};
}

namespace {

using store_call = result<void> (device_store::*)(const std::function<result<void>(device_transaction&)>&);

checked<void> run(const tablet& t, store_call call, const std::function<checked<void>(device_transaction&)>& work) {
    problem named;
    const auto done = (t.store.*call)([&](device_transaction& tx) -> result<void> {
        const auto outcome = work(tx);
        if (outcome.has_value()) return {};
        named = outcome.error();
        return named.code;
    });
    if (named.code != errc::ok) return named;
    if (done.has_error()) return problem_of(done.error());
    return {};
}

}  // namespace

checked<void> change(const tablet& t, const std::function<checked<void>(device_transaction&)>& work) {
    return run(t, &device_store::transact, work);
}

checked<void> look(const tablet& t, const std::function<checked<void>(device_transaction&)>& work) {
    return run(t, &device_store::read, work);
}

}  // namespace pendata
