/* Pendata: a census tablet's records, kept offline and synced with the office. The public face of libpendata:
 * pure C11, stable numbers, one header. What never changes: docs/abi.md; how an app is built on it: docs/embedding.md.
 *
 * Conventions
 *   Names      pendata_<noun>_<verb>. Handles are opaque.
 *   Failures   A function that can fail returns a pendata_status, PENDATA_OK or a number below, and tells more in
 *              its last parameter, a pendata_error the caller owns, which may be NULL. Nothing is kept per thread.
 *   Input      Views: pointer and size, UTF-8, not terminated; read during the call only. Size 0 is empty text.
 *   Output     A pendata_buffer the library allocates and pendata_buffer_free frees; `data` is also terminated by
 *              a zero that `size` does not count. On failure it is {NULL, 0}, except where it says otherwise.
 *   Structs    Those that may grow begin with `struct_size`, set by the caller to sizeof; NULL options are defaults.
 *   NULL       A pointer parameter may be NULL only where it says so; otherwise NULL is PENDATA_INVALID_ARGUMENT.
 *   Times      int64_t microseconds since 1970-01-01 UTC, or RFC 3339 text inside JSON.
 *   JSON       Records, history, cases and summaries have the shapes of docs/cli.md.
 *   Threads    Every function may be called from any thread; calls on one tablet take turns. "Disk" means: may
 *              block on disk, never on the network. "Network" means: waits for the office, for at most the timeout.
 *   Offline    Whatever is not marked "Network" works offline, for weeks, in full.
 *   Callbacks  A function and a context that is handed back. The thread they run on stands with each. They must not
 *              call the tablet they were called for, unless it says that they may, nor throw or jump out.
 *   Durable    When a saving function has returned PENDATA_OK, what it saved survives a crash and a power cut. */
#ifndef PENDATA_H
#define PENDATA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PENDATA_API __attribute__((visibility("default")))
#else
#define PENDATA_API
#endif

/* ---- Status ---------------------------------------------------------------------------------------------- */

/* Numbers are never changed or reused; a later version may return numbers this header does not know. */
typedef int32_t pendata_status;

enum {
    PENDATA_OK = 0,
    /* Wrong use by the caller. */
    PENDATA_INVALID_ARGUMENT = 1,
    PENDATA_BAD_JSON = 2,
    PENDATA_UNKNOWN_KIND = 3,
    PENDATA_UNKNOWN_FIELD = 4,
    PENDATA_BAD_VALUE = 5,
    PENDATA_NOT_FOUND = 6,
    PENDATA_NOT_ALLOWED = 7,
    PENDATA_UNKNOWN_REGION = 8,
    PENDATA_BAD_NIK = 9,
    PENDATA_BAD_KK = 10,
    PENDATA_TOO_LARGE = 11,
    PENDATA_ALREADY_EXISTS = 12,
    PENDATA_NOT_ENROLLED = 13,
    PENDATA_BAD_EXPRESSION = 14,
    PENDATA_NOTHING_TO_DO = 15,
    PENDATA_MISSING_FIELD = 16,
    PENDATA_ALREADY_ENROLLED = 17,
    PENDATA_PHOTO_AWAITED = 18, /* not on this tablet: the next sync asks for it */
    /* The office, or whoever answered, broke the protocol. */
    PENDATA_MALFORMED = 100,
    PENDATA_FRAME_TOO_LARGE = 101,
    PENDATA_UNEXPECTED_MESSAGE = 102,
    PENDATA_UNSUPPORTED_VERSION = 103,
    PENDATA_BAD_SIGNATURE = 104,
    PENDATA_BAD_CHAIN = 105,
    PENDATA_LIMIT_EXCEEDED = 106,
    /* The file. */
    PENDATA_DISK_FULL = 200,
    PENDATA_READ_ONLY = 201,
    PENDATA_BUSY = 202,
    PENDATA_CORRUPT = 203,
    PENDATA_NEWER_FORMAT = 204,
    PENDATA_FOREIGN_FILE = 205,
    PENDATA_IO_ERROR = 206,
    PENDATA_NO_MEMORY = 207,
    PENDATA_KEY_MISSING = 208,
    /* The network. */
    PENDATA_OFFLINE = 300,
    PENDATA_TIMED_OUT = 301,
    PENDATA_WRONG_OFFICE = 302,
    PENDATA_CONNECTION_LOST = 303,
    PENDATA_CANCELLED = 304,
    PENDATA_TLS_FAILED = 305,
    PENDATA_ADDRESS_IN_USE = 306,
    PENDATA_OFFICE_BUSY = 307,
    PENDATA_OFFICE_STORAGE = 308, /* its disk is full or damaged, not the tablet's */
    /* Enrolment and rights. */
    PENDATA_CODE_MALFORMED = 400,
    PENDATA_CODE_UNKNOWN = 401,
    PENDATA_CODE_USED = 402,
    PENDATA_CODE_EXPIRED = 403,
    PENDATA_DEVICE_UNKNOWN = 404,
    PENDATA_DEVICE_REVOKED = 405,
    PENDATA_BAD_PROOF = 406,
    PENDATA_OFFICER_UNKNOWN = 407,
    /* The office. */
    PENDATA_BAD_SETTING = 500,
    PENDATA_NOT_AN_OFFICE = 501,
    PENDATA_OFFICE_EXISTS = 502,
    PENDATA_LINEAGE_BROKEN = 503,
    PENDATA_UNEQUAL = 504,
    PENDATA_LEDGER_BEHIND = 530,
    PENDATA_OFFICE_SERVING = 531,
    /* A library failed in a way of its own. */
    PENDATA_INTERNAL = 900
};

/* Why a call failed. Texts are terminated UTF-8, cut to fit, and never hold personal data. */
typedef struct pendata_error {
    size_t struct_size;
    pendata_status status;
    int32_t retryable;   /* 1: the same call may succeed later; 0: it will not */
    char text[256];      /* Indonesian */
    char text_en[256];   /* English */
    char field[64];      /* the field to blame, or empty */
    int64_t row;         /* of a batch, from 0; -1 where no row is to blame */
} pendata_error;

/* Bytes of the caller's, read during the call. */
typedef struct pendata_view {
    const char* data; /* may be NULL where size is 0 */
    size_t size;
} pendata_view;

/* Bytes of the library's, for pendata_buffer_free. */
typedef struct pendata_buffer {
    char* data;
    size_t size;
} pendata_buffer;

/* "0.1.0", for ever valid. */
PENDATA_API const char* pendata_version(void);

/* A status in words, for ever valid; `indonesian` 0 gives English. */
PENDATA_API const char* pendata_status_text(pendata_status status, int32_t indonesian);

/* Frees what a call gave and empties it; NULL and an empty buffer are fine. */
PENDATA_API void pendata_buffer_free(pendata_buffer* buffer);

/* Reads RFC 3339 text, any offset. Errors: PENDATA_BAD_VALUE. */
PENDATA_API pendata_status pendata_time_parse(pendata_view text, int64_t* time_us, pendata_error* error);

/* The census dictionary, to build forms from: {"version","kinds":[{"name","label","label_en","writers",
 * "fields":[{"name","label","label_en","type","policy","compartment","writers","required","set","change",
 * "codes":[{"name","label","label_en"}…],…}…]}…]}. The same in every call of one library. */
PENDATA_API pendata_status pendata_dictionary_describe(pendata_buffer* json, pendata_error* error);

/* ---- The tablet ------------------------------------------------------------------------------------------ */

/* One database file: one officer's store on one device for one office. */
typedef struct pendata_tablet pendata_tablet;

/* The wall clock as the device shows it. Called on any thread that calls the library. */
typedef int64_t (*pendata_clock_callback)(void* context);

/* Where the platform keeps secrets. Without one: FILE.key and FILE.ticket beside the database, for the owner only. */
enum {
    PENDATA_SECRET_KEY = 1,   /* the device's key: whoever has it is the device */
    PENDATA_SECRET_TICKET = 2 /* saves one signature a connection; may be lost */
};
typedef struct pendata_key_store {
    size_t struct_size;
    void* context;
    /* Writes the secret and its size. PENDATA_NOT_FOUND: there is none; PENDATA_TOO_LARGE: beyond `capacity`. */
    pendata_status (*load)(void* context, int32_t secret, unsigned char* out, size_t capacity, size_t* size);
    /* Keeps it, durable on return, in place of an older one. */
    pendata_status (*save)(void* context, int32_t secret, const unsigned char* data, size_t size);
    /* PENDATA_OK also where there is none. */
    pendata_status (*remove)(void* context, int32_t secret);
} pendata_key_store;

typedef struct pendata_tablet_options {
    size_t struct_size;
    int32_t must_exist;                 /* 1: PENDATA_NOT_FOUND instead of a new file */
    int64_t wall_offset_us;             /* added to the system's wall clock: to try wrong clocks */
    pendata_clock_callback wall_clock;  /* or NULL; asked instead of the system's */
    void* wall_clock_context;
    const pendata_key_store* key_store; /* or NULL; its functions live as long as the tablet */
} pendata_tablet_options;

/* Opens or makes the file. A tablet that is not enrolled yet, or whose key is gone, opens too.
 * Disk. Errors: PENDATA_FOREIGN_FILE, PENDATA_NEWER_FORMAT, PENDATA_CORRUPT, PENDATA_READ_ONLY, PENDATA_DISK_FULL,
 * PENDATA_BUSY, PENDATA_IO_ERROR, PENDATA_NOT_FOUND. `options` may be NULL. */
PENDATA_API pendata_status pendata_tablet_open(pendata_view path, const pendata_tablet_options* options,
                                               pendata_tablet** tablet, pendata_error* error);

/* Ends a follow that still runs, and closes. NULL is fine. No other call on the tablet may be running. Disk. */
PENDATA_API void pendata_tablet_close(pendata_tablet* tablet);

/* What is where, as `pendata status --json`. Disk. */
PENDATA_API pendata_status pendata_tablet_status(pendata_tablet* tablet, pendata_buffer* json, pendata_error* error);

/* Full-text indexing runs behind saving and syncing: takes up to `limit` records; `left` is how many wait still.
 * Searching does it too where it was not done. Disk. */
PENDATA_API pendata_status pendata_tablet_index(pendata_tablet* tablet, uint64_t limit, uint64_t* left,
                                                pendata_error* error);

/* ---- Records --------------------------------------------------------------------------------------------- */

enum {
    PENDATA_CORRECTION = 0,  /* speaks of the same fact: evidence is compared */
    PENDATA_CHANGE = 1,      /* the world moved on; the old value stays as a span */
    PENDATA_CONFIRMATION = 2 /* the same value on new evidence */
};

typedef struct pendata_save_options {
    size_t struct_size;
    int32_t evidence;             /* 0-5, for all fields that bring none of their own; -1: the default, 2 */
    int32_t intent;               /* of an edit */
    pendata_view effective_date;  /* of a change, "YYYY-MM-DD", or empty */
    int32_t skip_bad;             /* of a batch: leaves bad rows out, and tells which */
    int32_t find_similar;         /* of a new person: the answer's "maybe" names who of those here it may be */
} pendata_save_options;

#define PENDATA_SAVE_OPTIONS_DEFAULT {sizeof(pendata_save_options), -1, PENDATA_CORRECTION, {NULL, 0}, 0, 0}

/* Gets one JSON object; runs inside the call, on its thread. Not 0 goes on, 0 stops (that is no failure). */
typedef int32_t (*pendata_line_callback)(void* context, pendata_view json);

/* Saving functions answer {"id","changed":[…],"warnings":[{"field","text","text_en"}…]}; no "warnings" where
 * there are none. All: Disk; durable on return; errors of the input name the field: PENDATA_BAD_JSON,
 * PENDATA_UNKNOWN_KIND, PENDATA_UNKNOWN_FIELD, PENDATA_BAD_VALUE, PENDATA_BAD_NIK, PENDATA_BAD_KK,
 * PENDATA_UNKNOWN_REGION, PENDATA_TOO_LARGE, PENDATA_MISSING_FIELD, PENDATA_ALREADY_EXISTS; PENDATA_NOT_ALLOWED where
 * the officer's role may not; PENDATA_NOT_ENROLLED before the first enrolment. After a failure nothing has changed.
 * `options` may be NULL. */

/* A new record from a JSON object of dictionary fields; a value may be {"value":…,"evidence":0-5}; an "id" of the app's
 * own may be any UUID but one of version 8. */
PENDATA_API pendata_status pendata_record_add(pendata_tablet* tablet, pendata_view kind, pendata_view json,
                                              const pendata_save_options* options, pendata_buffer* saved,
                                              pendata_error* error);

/* "Maybe already recorded": persons of this tablet that may be the one being typed, at most five, the likeliest first,
 * each {"id","score","level":"near_certain"|"review","reasons":[…],"text","text_en"}. `json` as for
 * pendata_record_add, not checked and not saved; other kinds have none. The same as "maybe" of a save with
 * `find_similar`. Disk. Errors: PENDATA_UNKNOWN_KIND, of the JSON. */
PENDATA_API pendata_status pendata_record_similar(pendata_tablet* tablet, pendata_view kind, pendata_view json,
                                                  pendata_line_callback line, void* context, pendata_error* error);

/* Many, in one transaction: all or none, or with `skip_bad` all that are good. Answers {"added":N,
 * "rejected":[{"row","field","reason","reason_en"}…]}. A failure names its row in the error. */
PENDATA_API pendata_status pendata_record_add_all(pendata_tablet* tablet, pendata_view kind, const pendata_view* rows,
                                                  size_t count, const pendata_save_options* options,
                                                  pendata_buffer* outcome, pendata_error* error);

/* The given fields of a record; null clears, sets take {"add":[…],"remove":[…]}. What is as it was is not written:
 * "changed" may be empty. */
PENDATA_API pendata_status pendata_record_edit(pendata_tablet* tablet, pendata_view id, pendata_view json,
                                               const pendata_save_options* options, pendata_buffer* saved,
                                               pendata_error* error);

/* Takes back one's own write of a field. */
PENDATA_API pendata_status pendata_record_retract(pendata_tablet* tablet, pendata_view id, pendata_view field,
                                                  pendata_buffer* saved, pendata_error* error);

/* Removes a record, reversibly. */
PENDATA_API pendata_status pendata_record_withdraw(pendata_tablet* tablet, pendata_view id, pendata_view reason,
                                                   pendata_buffer* saved, pendata_error* error);

/* Brings back the value that a "stamp" of the history names. */
PENDATA_API pendata_status pendata_record_restore(pendata_tablet* tablet, pendata_view id, pendata_view field,
                                                  pendata_view stamp, pendata_buffer* saved, pendata_error* error);

/* The record. Disk. Errors: PENDATA_NOT_FOUND. */
PENDATA_API pendata_status pendata_record_show(pendata_tablet* tablet, pendata_view id, pendata_buffer* json,
                                               pendata_error* error);

/* Every value this tablet knows of the record's fields, with author, device, times, evidence and rule. Disk. */
PENDATA_API pendata_status pendata_record_history(pendata_tablet* tablet, pendata_view id, pendata_buffer* json,
                                                  pendata_error* error);

/* Records of a kind, all or those that pass the filter: "village = '32.11.01.2001' and name ~ 'siti'". `limit` 0:
 * all. Disk. Errors: PENDATA_UNKNOWN_KIND, PENDATA_UNKNOWN_FIELD, PENDATA_BAD_EXPRESSION, of literals. */
PENDATA_API pendata_status pendata_record_list(pendata_tablet* tablet, pendata_view kind, pendata_view where,
                                               uint64_t limit, pendata_line_callback line, void* context,
                                               pendata_error* error);

/* Records by name, NIK or address, with spelling tolerance, best first; each with "score". Disk. */
PENDATA_API pendata_status pendata_record_search(pendata_tablet* tablet, pendata_view text, uint64_t limit,
                                                 pendata_line_callback line, void* context, pendata_error* error);

typedef struct pendata_export_options {
    size_t struct_size;
    pendata_view kind;    /* empty: all */
    int32_t with_stamps;  /* 1: adds "_stamps" */
    int32_t only_settled; /* 1: leaves out what the office has not settled */
} pendata_export_options;

/* Every record, sorted by id, as canonical JSON: two converged tablets of one scope give identical bytes.
 * Disk. `options` may be NULL. */
PENDATA_API pendata_status pendata_record_export(pendata_tablet* tablet, const pendata_export_options* options,
                                                 pendata_line_callback line, void* context, pendata_error* error);

/* ---- Cases ----------------------------------------------------------------------------------------------- */

/* The cases this officer may see and that wait: conflicts, pairs of records that may be one person, reviews, overlaps of
 * aid ("kind":"conflict"|"duplicate"|"review"|"overlap"). Offline too: those that what was not sent yet will open have
 * "provisional":true, and what was decided here is left out. Disk. */
PENDATA_API pendata_status pendata_case_list(pendata_tablet* tablet, pendata_line_callback line, void* context,
                                             pendata_error* error);

typedef struct pendata_decision {
    size_t struct_size;
    int64_t pick;       /* the candidate's place in the case, from 0; or -1 */
    pendata_view value; /* where `pick` is -1: the right value, as JSON */
    int32_t answer;     /* of a duplicate case, with `pick` -1 and no value: one of PENDATA_ANSWER_...; else 0 */
} pendata_decision;

enum {
    PENDATA_ANSWER_NONE = 0,
    PENDATA_ANSWER_SAME = 1, /* both records are one person: shown together, nothing is moved */
    PENDATA_ANSWER_DIFFERENT = 2,
    PENDATA_ANSWER_UNSURE = 3, /* stays in the queue */
    PENDATA_ANSWER_UNDO = 4    /* the answer is taken back */
};

/* Decides a case; the decision is a write like any other. Answers {"case","state"}. Disk; durable on return.
 * Errors: PENDATA_NOT_FOUND, PENDATA_NOT_ALLOWED (by role, or because one's own value is a candidate), of the value. */
PENDATA_API pendata_status pendata_case_decide(pendata_tablet* tablet, pendata_view case_id,
                                               const pendata_decision* decision, pendata_buffer* json,
                                               pendata_error* error);

/* ---- Sync ------------------------------------------------------------------------------------------------ */

/* Ends a wait from another thread. One handle may serve several calls, one after the other or at once. */
typedef struct pendata_cancel pendata_cancel;
PENDATA_API pendata_cancel* pendata_cancel_new(void); /* NULL: out of memory */
/* Every call that was given the handle, now or later, ends with PENDATA_CANCELLED. Never blocks. */
PENDATA_API void pendata_cancel_request(pendata_cancel* cancel);
/* NULL is fine. No call that was given the handle may be running. */
PENDATA_API void pendata_cancel_free(pendata_cancel* cancel);

typedef struct pendata_progress {
    size_t struct_size;
    uint64_t batches_sent;
    uint64_t batches_receipted;
    uint64_t writes_receipted;
    uint64_t parts_pulled;
    uint64_t bytes_up; /* of TCP payload, TLS included */
    uint64_t bytes_down;
    uint64_t photos_kept;    /* brought, and whole at the office */
    uint64_t photo_bytes_up; /* of photos alone */
} pendata_progress;

/* Runs on the thread that called. May read the tablet's records. */
typedef void (*pendata_progress_callback)(void* context, const pendata_progress* progress);

typedef struct pendata_sync_options {
    size_t struct_size;
    pendata_view office; /* "ADDR:PORT" instead of the enrolled address, or empty; the pinned identity must match */
    int64_t timeout_us;  /* for the whole call; 0: two minutes without progress end it */
    pendata_progress_callback progress; /* or NULL */
    void* progress_context;
    pendata_cancel* cancel; /* or NULL */
} pendata_sync_options;

/* Uses a one-time code, which carries the office's address and identity; `label` is what people call the tablet.
 * On a tablet whose key is gone, a new code of the same officer gives a new key and hands in what was unsent.
 * Answers {"device","replica","officer","role","regions"}. Network. Offline: PENDATA_OFFLINE, the code stays good.
 * Errors: PENDATA_CODE_MALFORMED, PENDATA_CODE_UNKNOWN, PENDATA_CODE_USED, PENDATA_CODE_EXPIRED,
 * PENDATA_ALREADY_ENROLLED (for another officer or office), of the network. `options` may be NULL. */
PENDATA_API pendata_status pendata_tablet_enrol(pendata_tablet* tablet, pendata_view code, pendata_view label,
                                                const pendata_sync_options* options, pendata_buffer* json,
                                                pendata_error* error);

/* One exchange with the office until nothing is pending and both hold the same. `summary` is as `pendata sync
 * --json` and is filled after a failure too: what had been settled until then is settled. Other threads may go on
 * saving and reading. Network; call it where waiting is fine. Offline: PENDATA_OFFLINE, nothing lost.
 * Errors: PENDATA_NOT_ENROLLED, PENDATA_KEY_MISSING, PENDATA_BUSY (a sync of this tablet is running),
 * PENDATA_WRONG_OFFICE, PENDATA_DEVICE_REVOKED, PENDATA_UNEQUAL, PENDATA_LINEAGE_BROKEN, PENDATA_LEDGER_BEHIND,
 * PENDATA_TIMED_OUT, PENDATA_CANCELLED, of the network and of the file. `options` may be NULL. */
PENDATA_API pendata_status pendata_sync_once(pendata_tablet* tablet, const pendata_sync_options* options,
                                             pendata_buffer* summary, pendata_error* error);

enum {
    PENDATA_EVENT_CHANGED = 1, /* settled records changed: {"records":[ID…],"evicted":[ID…]} */
    PENDATA_EVENT_SYNCED = 2,  /* nothing pending, both hold the same: the summary so far */
    PENDATA_EVENT_WAITING = 3, /* no connection: {"status":N,"retry_in_s":S}; it goes on by itself */
    PENDATA_EVENT_ENDED = 4    /* it can not go on before somebody acts here (not enrolled, key missing, file damaged): {"status":N} */
};

/* Runs on the follow's own thread. May call the tablet's reading and saving functions, not pendata_follow_stop. */
typedef void (*pendata_event_callback)(void* context, int32_t event, pendata_view json);

typedef struct pendata_follow_options {
    size_t struct_size;
    pendata_view office;          /* as in pendata_sync_options */
    pendata_event_callback event; /* or NULL */
    void* event_context;
} pendata_follow_options;

/* A connection that stays: saves go out and the office's changes come in as they happen; it reconnects by itself. */
typedef struct pendata_follow pendata_follow;

/* Starts a thread and returns. Errors: PENDATA_NOT_ENROLLED, PENDATA_KEY_MISSING, PENDATA_BUSY,
 * PENDATA_INVALID_ARGUMENT. Disk. Offline: starts, and connects when it can. `options` may be NULL. */
PENDATA_API pendata_status pendata_follow_start(pendata_tablet* tablet, const pendata_follow_options* options,
                                                pendata_follow** follow, pendata_error* error);

/* The network may be back: tries at once instead of waiting. Never blocks. */
PENDATA_API void pendata_follow_wake(pendata_follow* follow);

/* Ends the thread, waits for it, frees the handle. NULL is fine. Disk. */
PENDATA_API void pendata_follow_stop(pendata_follow* follow);

/* ---- Photos ---------------------------------------------------------------------------------------------- */

/* Photos go beside the records: a record names one by its hash, in a field like "face_photo" ({"add":[HASH]}), and
 * neither waits for the other. They are brought to the office by pendata_sync_once and while following, after all
 * records, in pieces, and go on where a connection broke. A hash is the SHA-256 of the bytes, as 64 hexadecimal digits.
 * A tablet keeps its own photos. All: Disk. */

/* Keeps a photo of at most 4 MiB, any bytes. Answers {"photo":HASH,"size","state","new"}; the same photo again is
 * kept once, one that was refused is offered again. Durable on return.
 * Errors: PENDATA_NOT_ENROLLED, PENDATA_BAD_VALUE (empty), PENDATA_TOO_LARGE, PENDATA_LIMIT_EXCEEDED (too many wait). */
PENDATA_API pendata_status pendata_photo_add(pendata_tablet* tablet, pendata_view content, pendata_buffer* json,
                                             pendata_error* error);

/* The photo's bytes. Errors: PENDATA_PHOTO_AWAITED: a record here names it, and from now on syncs ask the office for
 * it; PENDATA_NOT_FOUND: no record here does; PENDATA_CORRUPT: what is here is damaged. */
PENDATA_API pendata_status pendata_photo_get(pendata_tablet* tablet, pendata_view photo, pendata_buffer* content,
                                             pendata_error* error);

/* Every photo this tablet has or waits for, in the order they were added: {"photo":HASH,"state":"waiting"|"kept"|
 * "wanted"|"fetched"|"refused"|"absent","size","passed"}, with "status","reason","reason_en" where something is wrong.
 * `passed`: bytes the office has said it keeps, or that came from it. */
PENDATA_API pendata_status pendata_photo_list(pendata_tablet* tablet, pendata_line_callback line, void* context,
                                              pendata_error* error);

/* ---- Mail bags ------------------------------------------------------------------------------------------- */

/* A bag is a file's content: sealed batches on their way to the office by hand, or receipts on their way back.
 * Being carried ends nothing: what is in a bag stays pending here until the office's receipt. All answer
 * {"batches","carried","damaged"}; a damaged batch does not cost the others. Disk. */

/* This tablet's batches without a receipt, sealed now where they were not, and those it carries itself.
 * Errors: PENDATA_NOT_ENROLLED, PENDATA_KEY_MISSING. */
PENDATA_API pendata_status pendata_bag_export(pendata_tablet* tablet, pendata_buffer* bag, pendata_buffer* json,
                                              pendata_error* error);

/* Takes another tablet's bag along, to hand it in at the next sync. Carried twice, it counts once.
 * Errors: PENDATA_FOREIGN_FILE (no bag), PENDATA_NEWER_FORMAT, PENDATA_MALFORMED, PENDATA_LIMIT_EXCEEDED. */
PENDATA_API pendata_status pendata_bag_carry(pendata_tablet* tablet, pendata_view bag, pendata_buffer* json,
                                             pendata_error* error);

/* Takes the receipts for this tablet's batches that a bag brings back: "batches" says how many were receipted.
 * Errors: as above, PENDATA_NOT_ENROLLED, PENDATA_BAD_SIGNATURE (of another office). */
PENDATA_API pendata_status pendata_bag_import(pendata_tablet* tablet, pendata_view bag, pendata_buffer* json,
                                              pendata_error* error);

#ifdef __cplusplus
}
#endif

#endif
