// Every limit of the engine, by name. Those of content belong to the protocol version and only grow:
// they are checked when a value is saved, and again by whoever decodes it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pendata::limits {

// Content.
inline constexpr std::size_t value_bytes = 4096;          // one value a person saves, encoded
inline constexpr std::size_t encoded_value_bytes = 65536; // one value of any origin, cases included
inline constexpr std::size_t element_bytes = 512;         // the key of a set's element
inline constexpr std::size_t cells_per_part = 2048;       // cells of one record in one compartment
inline constexpr std::size_t seen_per_write = 256;        // heads one write may name
inline constexpr std::size_t json_bytes = 256 * 1024;     // one record as JSON
inline constexpr std::size_t json_depth = 8;              // nesting of that JSON
inline constexpr std::size_t case_candidates = 16;        // values a case lists; the rest stand in history

// Batches.
inline constexpr std::size_t writes_per_batch = 4096;
inline constexpr std::size_t batch_bytes = 1024 * 1024;   // canonical form of one sealed batch
inline constexpr std::size_t seen_per_batch = 65536;      // heads all writes of a batch name together
inline constexpr std::size_t records_per_batch = 256;     // records one sealed batch touches
inline constexpr std::size_t later_batches_asked = 1024;  // for a time the office replaced, when a gap is filled
inline constexpr std::size_t parts_per_pull_goal = 256;   // a pull batch is closed at the first commit beyond
inline constexpr std::size_t parts_per_pull = 8192;       // parts one pull batch may have: one commit is never cut
inline constexpr std::size_t cells_per_pull = 262144;     // cells of all of them
inline constexpr std::size_t evictions_per_pull = 8192;

// Snapshots: a granted scope as it stood at a commit, prepared once and sent in chunks.
inline constexpr std::size_t parts_per_chunk = 1024;            // a chunk is closed when it has so many
inline constexpr std::size_t chunk_value_bytes = 256 * 1024;    // or values of so many bytes
inline constexpr std::size_t chunks_per_snapshot = 65536;
inline constexpr std::size_t chunks_in_flight = 4;              // sent and not yet staged on the tablet
inline constexpr std::size_t tail_commits = 1024;               // a cursor so near the head always goes on by pull
inline constexpr std::size_t tail_events = 262144;              // one with more touched records beyond it never does
inline constexpr std::size_t snapshots_shelved = 4096;          // an office keeps

// Other messages.
inline constexpr std::size_t news_per_message = 4096;     // entries of one custody_news
inline constexpr std::size_t given_back_parts = 64;       // parts a tablet gives back in one message after a fork
inline constexpr std::size_t given_back_cells = 2 * cells_per_part;  // and cells in them
inline constexpr std::size_t receipts_per_batch = 4;      // earlier ones a batch brings when it is offered again
inline constexpr std::size_t former_devices = 16;         // that a hello names
inline constexpr std::size_t short_text_bytes = 1024;     // a label, name, note, node or proof in a message

// Repair (core/reconcile). Each message fits a frame; a repair larger than that takes more of them.
inline constexpr std::size_t repair_places = 4096;        // places one question or answer names
inline constexpr std::size_t repair_sums = 65536;         // sums of one question
inline constexpr std::size_t repair_marks = 65536;        // marks of one answer, or wanted by one question
inline constexpr std::size_t repair_ranges = 65536;       // ranges one question wants whole, or asks about
inline constexpr std::size_t repair_doubts = 8192;        // records one question doubts
inline constexpr std::size_t repair_parts = 16384;        // and their parts
inline constexpr std::size_t repair_rows_listed = 1024;   // differing rows that are listed rather than asked on
inline constexpr std::size_t repair_rows_of_a_range = 16; // and in one range, however many there are
inline constexpr std::size_t repair_parts_at_once = 1024; // an answer's pull is closed at the first record beyond
inline constexpr std::size_t repair_asks = 4096;          // questions of one connection
inline constexpr std::size_t repair_descents = 3;         // of one sync before it ends as unequal

// Mail bags.
inline constexpr std::size_t bag_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t batches_per_bag = 16384;
inline constexpr std::size_t receipts_per_bag = 16384;    // and those a courier keeps for the way back
inline constexpr std::size_t mail_bytes = 256 * 1024 * 1024;  // of other tablets' batches on one tablet
inline constexpr std::size_t mail_batches = 65536;

// Photos: files that records name by their hash. Small pieces, so that one passes where large frames do not, and a record
// never waits behind more than a few.
inline constexpr std::size_t photo_bytes = 4 * 1024 * 1024;       // one photo
inline constexpr std::size_t photo_piece_bytes = 8 * 1024;
inline constexpr std::size_t photo_pieces_in_flight = 16;         // sent or asked for, and not answered
inline constexpr std::int64_t photo_answer_goal_ms = 2'000;       // fewer are in flight where answers take longer
inline constexpr std::size_t photo_errands_at_once = 8;           // photos a tablet speaks of before answers
inline constexpr std::size_t photo_requests = 64;                 // unanswered ones an office bears of one tablet
inline constexpr std::uint32_t photo_tries = 3;                   // of sending one that comes out wrong
inline constexpr std::size_t photos_waiting = 8192;               // on one tablet, not yet at the office
inline constexpr std::uint64_t photo_bytes_waiting = std::uint64_t{1} << 30;
inline constexpr std::size_t photos_of_device = 65536;            // an office keeps of one device
inline constexpr std::uint64_t photo_bytes_of_device = std::uint64_t{8} << 30;
inline constexpr std::uint64_t photo_reserve_bytes = std::uint64_t{2} << 30;  // of the office's disk, left to records
inline constexpr std::int64_t photo_look_ms = 60'000;              // while photos go, what is new is asked for
inline constexpr std::int64_t photo_pause_ms = 10 * 60'000;       // before photos an office had no room for are offered again

// Frames.
inline constexpr std::size_t frame_bytes = 1024 * 1024;       // one frame on the wire
inline constexpr std::size_t expanded_bytes = 4 * 1024 * 1024;  // one frame's payload once expanded
inline constexpr int zstd_window_log = 15;                    // 32 kB

// Sessions.
inline constexpr std::size_t pushes_in_flight = 8;        // batches sent and not yet receipted
inline constexpr std::size_t pulls_in_flight = 4;         // pull batches sent and not yet acknowledged
inline constexpr std::int64_t hello_timeout_ms = 20'000;  // from the TLS handshake to a complete hello
inline constexpr std::int64_t idle_timeout_ms = 120'000;  // without a byte from a peer that owes one
inline constexpr std::int64_t keepalive_ms = 45'000;      // a following tablet says it is there
inline constexpr std::int64_t stall_timeout_ms = 40'000;  // sent bytes of which none arrives any more
inline constexpr std::int64_t doubt_ms = 10'000;          // as long, and the link is doubted at the end
inline constexpr std::int64_t owed_doubt_ms = 60'000;     // an answer owed for as long, likewise
inline constexpr std::int64_t anchor_round_trip_ms = 30'000;  // slower answers are no clock
inline constexpr std::size_t connections = 8192;          // of one office
inline constexpr std::size_t connections_per_address = 512;
inline constexpr std::size_t grants_per_device = 4096;

// Back-off (I11).
inline constexpr std::int64_t backoff_base_ms = 1'000;
inline constexpr std::int64_t backoff_cap_ms = 300'000;

// Paths that swallow large packets.
inline constexpr std::size_t small_segment_bytes = 512;   // of TCP payload: fits every path of IPv4 and IPv6
inline constexpr std::size_t small_record_bytes = 2'048;  // TLS records there, so that progress shows
inline constexpr std::uint64_t black_hole_bytes = 32'768; // more than this passed: sizes are not the trouble
inline constexpr unsigned mute_handshakes = 2;            // unanswered in a row, before sizes are suspected
inline constexpr std::int64_t small_path_ms = 3'600'000;  // then large packets are tried again; doubles
inline constexpr std::uint32_t small_path_doublings = 4;

// Stores.
inline constexpr std::size_t positions_kept = 16;         // old cursors a tablet remembers
inline constexpr std::int64_t journal_days = 400;
inline constexpr std::size_t custody_per_device = 20'000; // held writes before its batches are kept unread
inline constexpr std::int64_t silent_device_days = 3;     // without contact: the office's lists say so
inline constexpr std::size_t cases_per_device = 2'000;    // open cases that its batches opened, before the same
inline constexpr std::size_t unread_at_once = 16;         // of those, read in one transaction
inline constexpr std::size_t writes_per_cell = 512;       // of one device to one cell; beyond it they are held
inline constexpr std::int64_t busy_wait_ms = 10'000;      // for another process's transaction

// Enrolment.
inline constexpr std::int64_t code_lifetime_ms = std::int64_t{7} * 24 * 3600 * 1000;

}  // namespace pendata::limits
