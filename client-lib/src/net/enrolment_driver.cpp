// Connect, ask, keep the answer. The key is durable before the code is used: an answer that gets
// lost is asked for again with the same key.
#include "client-lib/src/net/enrolment_driver.hpp"

#include <boost/asio/io_context.hpp>

#include "core/settle/office_answers.hpp"

namespace pendata {

enrolment_driver::enrolment_driver(boost::asio::io_context& io, const tablet& with, key_ring& keys,
                                   setting wanted, std::function<void(result<void>)> finished)
    : tablet_(with),
      keys_(keys),
      wanted_(std::move(wanted)),
      finished_(std::move(finished)),
      connection_(io) {}

void enrolment_driver::start() {
    tls_connection::target office;
    office.host = wanted_.office.host;
    office.port = wanted_.office.port;
    office.office_identity = wanted_.code.office;
    connection_.async_connect(
        std::move(office), wanted_.timeout,
        [this](result<tls_connection::opened> opened) { on_open(std::move(opened)); });
}

void enrolment_driver::stop(errc why) {
    finish(why);
}

void enrolment_driver::on_open(result<tls_connection::opened> opened) {
    if (opened.has_error())
        return finish(opened.error());
    auto question = request(opened->exporter);
    if (question.has_error())
        return finish(question.error());
    connection_.async_write(std::move(*question), [this](result<void> done) {
        if (done.has_error())
            finish(done);
    });
    read();
}

result<bytes> enrolment_driver::request(bytes_view exporter) {
    message::enrol ask;
    PENDATA_TRY(key, keys_.key_for_enrolment());
    PENDATA_TRY(proof, keys_.sign(proof_message(exporter)));
    ask.secret = bytes(wanted_.code.secret_view());
    ask.public_key.assign(reinterpret_cast<const char*>(key.data()), key.size());
    ask.proof.assign(reinterpret_cast<const char*>(proof.data()), proof.size());
    ask.label = wanted_.label;
    return session_.ask(ask);
}

void enrolment_driver::read() {
    connection_.async_read([this](result<bytes> got) {
        if (got.has_error())
            return finish(got.error());
        auto answer = session_.receive(*got);
        if (answer.has_error())
            return finish(answer.error());
        if (*answer)
            return on_answer(**answer);
        read();
    });
}

void enrolment_driver::on_answer(const message::enrolled& answer) {
    const auto& office = wanted_.code.office;
    finish(
        sync_desk(tablet_).enrolled(answer, wanted_.code.host, wanted_.code.port,
                                    {reinterpret_cast<const char*>(office.data()), office.size()}));
}

void enrolment_driver::finish(result<void> done) {
    if (!finished_)
        return;
    connection_.close();
    std::exchange(finished_, nullptr)(done);
}

}  // namespace pendata
