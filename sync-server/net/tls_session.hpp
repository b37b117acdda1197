// What the sync protocol sees of a connection: bytes both ways and a peer. Nothing here knows of
// sockets, so a protocol can be tested against a session of paper.
//
// Threads: everything on the io_context's thread; other threads post to it. A handler is never
// called from inside its own call to the session.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

namespace pendata {

struct tls_peer {
    std::string address;  // numeric; for limits, never for logs
    std::string alpn;     // "pendata/1"
    bytes exporter;       // 32 bytes, equal on both sides: what the device signs
    bool resumed = false;
    bytes ticket_data;  // what issue_ticket() was given when the ticket was made; only when resumed
};

class tls_session {
public:
    virtual ~tls_session() = default;

    virtual const tls_peer& peer() const = 0;

    // Queued; what is sent in one turn of the thread shares TLS records. Nothing after the end.
    virtual void send(bytes data) = 0;
    // Bytes not yet with the system. The protocol stops producing while this is high and goes on at
    // session_handler::drained.
    virtual std::size_t queued_bytes() const = 0;

    // Stops and resumes session_handler::received: backpressure towards the peer.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

    // Gives the peer a ticket, ahead of what is sent after this. The next connection with it is
    // `resumed` and shows `data` (up to a few hundred bytes): say there who proved itself and when,
    // since tickets may follow one another without end. Only for a peer that has proved itself.
    virtual void issue_ticket(bytes data) = 0;

    // Closed with timed_out when nothing gets through in either direction for so long. 0: never.
    virtual void set_idle_limit(std::chrono::milliseconds limit) = 0;
    // Nothing is owed to this side now: idle from here on.
    virtual void postpone_idle() = 0;

    // Sends what is queued, says goodbye and ends. Nothing is received any more.
    virtual void close() = 0;
};

class session_handler {
public:
    virtual ~session_handler() = default;

    // First, once.
    virtual void opened(const tls_peer& peer) = 0;
    // `data` is gone after the call.
    virtual void received(bytes_view data) = 0;
    // The queue had been over net_limits::send_low and is not any more.
    virtual void drained() {}
    // The office is stopping: finish and close(), or be closed after net_limits::stop_grace.
    virtual void stopping() {}
    // Last, once. ok: after close(). connection_lost: the peer left. timed_out: idle.
    // limit_exceeded: a slow reader. cancelled: the listener ended. tls_failed: the peer broke TLS.
    virtual void closed(errc why) = 0;
};

}  // namespace pendata
