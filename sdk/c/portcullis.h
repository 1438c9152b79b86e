// The C SDK for Portcullis filters, ABI version 1 (sdk/ABI.md). Freestanding: no
// libc, no runtime. A filter says what it reads and answers, includes this file,
// and defines one function from an operation to a verdict:
//
//     #define PC_MANIFEST "../manifest.json"           // beside the source file, or relative to it
//     #define PC_COLUMNS(C) C(code) C(imsi_owner)      // columns.required, in that order
//     #define PC_OPTIONAL(C) C(cause)                  // columns.optional; may be left out
//     #define PC_COUNTERS(C) C(new_requests)           // counters; may be left out
//     #define PC_REASONS(R) R(STRANGER, "stranger")    // reasons, in that order
//     #include "portcullis.h"
//
//     static pc_verdict judge(pc_row row) { ... }
//     PC_FILTER(judge)
//
// README.md has the rest. What begins with PC_ or pc_ belongs to the SDK, as do
// row_, have_ and counter_ before a declared name.
#ifndef PORTCULLIS_H
#define PORTCULLIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns.h"

#if !defined PC_MANIFEST || !defined PC_COLUMNS || !defined PC_REASONS
#error "define PC_MANIFEST, PC_COLUMNS and PC_REASONS before including portcullis.h"
#endif
#ifndef PC_OPTIONAL
#define PC_OPTIONAL(C)
#endif
#ifndef PC_COUNTERS
#define PC_COUNTERS(C)
#endif

// What an author may leave unused, and what is to vanish into the loop.
#define PC_INLINE __attribute__((unused, always_inline)) static inline

// ---- The batch (sdk/ABI.md, "The buffer")

// Positions in the directory.
enum {
#define PC_POSITION(name) PC_AT_##name,
#define PC_COUNTER_POSITION(name) PC_AT_counter_##name,
  PC_COLUMNS(PC_POSITION) PC_OPTIONAL(PC_POSITION) PC_COUNTERS(PC_COUNTER_POSITION) PC_ENTRIES
};

struct pc_batch {
  const uint8_t *entry[PC_ENTRIES]; // arrays, in the order of the directory; null: this host lacks the column
  const uint8_t *arena;
  uint64_t *block, *flag;
  uint16_t *score;
};

// One operation. row_NAME(row) reads a declared column of it.
typedef struct {
  const struct pc_batch *batch;
  uint32_t at;
} pc_row;

// An IPv6 address, or an IPv4 address in its IPv4-mapped form, as 16 octets in
// network order; all zero is absent. The halves are as a little-endian load
// leaves them.
typedef struct {
  uint64_t first, last;
} pc_addr;

// Octets that belong to the host; length 0 is absent.
typedef struct {
  const uint8_t *data;
  uint32_t length;
} pc_bytes;

// Rows of a list's table: row_LIST_COLUMN(row, i) for i from first to end - 1.
typedef struct {
  uint32_t first, end;
} pc_range;

#define PC_ARRAY(row, name, type) ((const type *)(const void *)(row).batch->entry[PC_AT_##name])
#define PC_READS(name, type) \
  PC_INLINE type row_##name(pc_row row) { return PC_ARRAY(row, name, type)[row.at]; }
#define PC_READS_CHILD(name, type) \
  PC_INLINE type row_##name(pc_row row, uint32_t i) { return PC_ARRAY(row, name, type)[i]; }

#define PC_READS_U8(name) PC_READS(name, uint8_t)
#define PC_READS_U16(name) PC_READS(name, uint16_t)
#define PC_READS_U32(name) PC_READS(name, uint32_t)
#define PC_READS_U64(name) PC_READS(name, uint64_t)
#define PC_READS_BITS(name) PC_READS(name, uint64_t)
#define PC_READS_DIGITS(name) PC_READS(name, uint64_t)
#define PC_READS_PLMN(name) PC_READS(name, uint32_t)
#define PC_READS_ID(name) PC_READS(name, uint16_t)
#define PC_READS_ADDR(name) PC_READS(name, pc_addr)
#define PC_READS_BYTES(name)                                           \
  PC_INLINE pc_bytes row_##name(pc_row row) {                          \
    const uint32_t *span = PC_ARRAY(row, name, uint32_t) + 2 * row.at; \
    return (pc_bytes){row.batch->arena + span[0], span[1]};            \
  }
#define PC_READS_LIST(name)                                            \
  PC_INLINE pc_range row_##name(pc_row row) {                          \
    const uint16_t *rows = PC_ARRAY(row, name, uint16_t) + 2 * row.at; \
    return (pc_range){rows[0], (uint32_t)rows[0] + rows[1]};           \
  }
#define PC_READS_CHILD_U8(name) PC_READS_CHILD(name, uint8_t)
#define PC_READS_CHILD_U16(name) PC_READS_CHILD(name, uint16_t)
#define PC_READS_CHILD_U32(name) PC_READS_CHILD(name, uint32_t)
#define PC_READS_CHILD_ID(name) PC_READS_CHILD(name, uint16_t)
#define PC_READS_CHILD_ADDR(name) PC_READS_CHILD(name, pc_addr)

#define PC_ACCESSOR(name) PC_READ_##name(name)
PC_COLUMNS(PC_ACCESSOR)

// have_NAME(row): whether this host delivers an optional column at all.
#define PC_OPTIONAL_ACCESSOR(name) \
  PC_READ_##name(name) PC_INLINE bool have_##name(pc_row row) { return row.batch->entry[PC_AT_##name] != NULL; }
PC_OPTIONAL(PC_OPTIONAL_ACCESSOR)

// counter_NAME(row): how often, or PC_NOT_KEPT where the host had no room to count.
#define PC_NOT_KEPT UINT32_MAX
#define PC_COUNTER_ACCESSOR(name) \
  PC_INLINE uint32_t counter_##name(pc_row row) { return PC_ARRAY(row, counter_##name, uint32_t)[row.at]; }
PC_COUNTERS(PC_COUNTER_ACCESSOR)

// Whether a column was there and was read, and whether it was there and could not
// be. The presence word that covers it has to be declared too.
#define PC_PRESENT(row, column) (PC_PRESENT_##column(row) >> (PC_NUMBER_##column % 64) & 1)
#define PC_INVALID(row, column) (PC_INVALID_##column(row) >> (PC_NUMBER_##column % 64) & 1)

// ---- Values. Zero is absent in all of them.

enum { PC_NOBODY = 0, PC_HOME = 1 }; // where operators are numbered

// How many digits a value holds: 15 also for longer strings.
PC_INLINE unsigned pc_digits_length(uint64_t digits) { return digits != 0 && digits >> 60 == 0 ? 15 : (unsigned)(digits >> 60); }

// Whether digits begin with those of prefix. The empty prefix fits every present value.
PC_INLINE bool pc_digits_begin(uint64_t digits, uint64_t prefix) {
  unsigned n = pc_digits_length(prefix);
  if (digits == 0 || pc_digits_length(digits) < n) return false;
  return n == 0 || ((digits ^ prefix) & UINT64_MAX >> 4) >> (60 - 4 * n) == 0;
}

PC_INLINE bool pc_addr_equal(pc_addr a, pc_addr b) { return a.first == b.first && a.last == b.last; }
PC_INLINE bool pc_addr_is_absent(pc_addr a) { return (a.first | a.last) == 0; }
PC_INLINE bool pc_addr_is_ipv4(pc_addr a) { return a.first == 0 && (uint32_t)a.last == 0xFFFF0000; }

// Octet 0 to 15; those of an IPv4 address are 12 to 15.
PC_INLINE uint8_t pc_addr_octet(pc_addr a, unsigned at) { return (uint8_t)((at < 8 ? a.first : a.last) >> 8 * (at & 7)); }

// ---- Verdicts

enum pc_reason {
#define PC_REASON(id, name) id,
  PC_REASONS(PC_REASON) PC_REASON_COUNT
};
_Static_assert(PC_REASON_COUNT <= 64, "a filter has at most 64 reasons");

// The reasons that apply, by the verdict each comes with. All that apply are to be
// set: an exception that an operator makes for one must not hide another.
typedef struct {
  uint64_t block, flag; // bit = reason
  uint16_t score;       // suspicion, 0 to 65535
} pc_verdict;

PC_INLINE void pc_block(pc_verdict *v, enum pc_reason r, bool applies) { v->block |= (uint64_t)applies << r; }
PC_INLINE void pc_flag(pc_verdict *v, enum pc_reason r, bool applies) { v->flag |= (uint64_t)applies << r; }

// ---- Configuration (sdk/ABI.md, "Configuration TLV")

// The host has checked it, sorted it and filled in defaults. It stays in place:
// what these functions return may be kept. Properties are named by their x-tag.
typedef struct {
  const uint8_t *entries;
  uint32_t length;
} pc_config;

typedef struct {
  const uint64_t *values; // ascending, without repeats
  uint32_t count;
} pc_ints;

enum { PC_TLV_INTS = 1, PC_TLV_TEXT = 2, PC_TLV_TEXTS = 3 };

PC_INLINE pc_bytes pc_config_find(pc_config c, uint16_t tag, uint16_t kind) {
  for (uint32_t at = 0; at + 8 <= c.length;) {
    const uint16_t *head = (const uint16_t *)(const void *)(c.entries + at);
    uint32_t length = *(const uint32_t *)(const void *)(c.entries + at + 4);
    if (head[0] == tag && head[1] == kind) return (pc_bytes){c.entries + at + 8, length};
    at += 8 + ((length + 7) & ~UINT32_C(7));
  }
  return (pc_bytes){NULL, 0};
}

// An array of integers, or of strings with the format digits.
PC_INLINE pc_ints pc_config_ints(pc_config c, uint16_t tag) {
  pc_bytes value = pc_config_find(c, tag, PC_TLV_INTS);
  return (pc_ints){(const uint64_t *)(const void *)value.data, value.length / 8};
}

PC_INLINE uint64_t pc_config_integer(pc_config c, uint16_t tag, uint64_t otherwise) {
  pc_ints value = pc_config_ints(c, tag);
  return value.count > 0 ? value.values[0] : otherwise;
}

PC_INLINE bool pc_config_boolean(pc_config c, uint16_t tag) { return pc_config_integer(c, tag, 0) != 0; }

// A string; empty if neither operator nor schema said.
PC_INLINE pc_bytes pc_config_text(pc_config c, uint16_t tag) { return pc_config_find(c, tag, PC_TLV_TEXT); }

// An array of strings, for pc_next_text.
PC_INLINE pc_bytes pc_config_texts(pc_config c, uint16_t tag) { return pc_config_find(c, tag, PC_TLV_TEXTS); }

// Takes the next string off an array; false at its end.
PC_INLINE bool pc_next_text(pc_bytes *rest, pc_bytes *text) {
  uint32_t length;
  if (rest->length < sizeof length) return false;
  __builtin_memcpy(&length, rest->data, sizeof length);
  *text = (pc_bytes){rest->data + sizeof length, length};
  *rest = (pc_bytes){rest->data + sizeof length + length, rest->length - (uint32_t)sizeof length - length};
  return true;
}

// Whether value is among ints, by binary search.
PC_INLINE bool pc_ints_have(pc_ints ints, uint64_t value) {
  uint32_t low = 0, high = ints.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ints.values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < ints.count && ints.values[low] == value;
}

// ---- What leaves the sandbox: not for every operation

enum pc_level { PC_DEBUG, PC_INFO, PC_WARNING, PC_ERROR };

#ifdef __wasm__
__attribute__((import_module("portcullis"), import_name("log"))) void pc_import_log(int32_t level, const char *text, size_t length);
__attribute__((import_module("portcullis"), import_name("metric"))) void pc_metric(int32_t id, int64_t delta);
#else
void pc_import_log(int32_t level, const char *text, size_t length);
void pc_metric(int32_t id, int64_t delta); // adds to metric number id of the manifest
#endif

// Writes a line of UTF-8 to the appliance's log. The host limits length and rate.
#define pc_log(level, text) pc_import_log((int32_t)(level), (text), __builtin_strlen(text))

// ---- The loop and the exports

PC_INLINE const uint8_t *pc_place(const uint8_t *buffer, uint32_t word) {
  uint32_t offset = *(const uint32_t *)(const void *)(buffer + word);
  return offset == 0 ? NULL : buffer + offset;
}

PC_INLINE struct pc_batch pc_bind(uint8_t *buffer) {
  struct pc_batch b;
  for (uint32_t i = 0; i < PC_ENTRIES; i++) b.entry[i] = pc_place(buffer, 64 + 4 * i);
  b.arena = pc_place(buffer, 12);
  b.block = (uint64_t *)(void *)pc_place(buffer, 20);
  b.flag = (uint64_t *)(void *)pc_place(buffer, 24);
  b.score = (uint16_t *)(void *)pc_place(buffer, 28);
  return b;
}

// A filter without configuration.
#define PC_FILTER(judge)                                                \
  PC_INLINE bool pc_ready(pc_config config) { return (void)config, true; } \
  PC_FILTER_CONFIGURED(judge, pc_ready)

// A filter with one: bool configure(pc_config) is called once; false refuses it.
#define PC_FILTER_CONFIGURED(judge, configure)                               \
  static bool pc_configure(pc_config config) { return configure(config); }   \
  static void pc_judge(uint8_t *buffer, uint32_t rows) {                     \
    const struct pc_batch batch = pc_bind(buffer);                           \
    for (uint32_t at = 0; at < rows; at++) {                                 \
      pc_verdict v = judge((pc_row){&batch, at});                            \
      if (v.block != 0) batch.block[at] = v.block; /* the host zeroed all */ \
      if (v.flag != 0) batch.flag[at] = v.flag;                              \
      if (v.score != 0) batch.score[at] = v.score;                           \
    }                                                                        \
  }                                                                          \
  PC_EXPORTS

#ifndef __wasm__
#define PC_EXPORTS _Static_assert(true, "the native tests call pc_judge themselves")
#else

// The manifest's text becomes data of the module.
#define PC_EMBED(file)                          \
  __asm__(".section .rodata.pc_manifest,\"\",@\n" \
          ".globl pc_manifest_text\n"             \
          ".type pc_manifest_text,@object\n"      \
          "pc_manifest_text:\n"                   \
          ".incbin \"" file "\"\n"                \
          "pc_manifest_end:\n"                    \
          ".size pc_manifest_text, pc_manifest_end-pc_manifest_text\n")

// Takes zeroed octets, aligned to a page, from the end of the memory; null if the
// declared maximum does not allow it. Nothing is ever given back: it is called for
// the buffer and for the configuration, once each.
PC_INLINE uint8_t *pc_take(size_t size) {
  const size_t page = 64 << 10;
  size_t before = __builtin_wasm_memory_grow(0, size / page + (size % page != 0));
  return before == SIZE_MAX ? NULL : (uint8_t *)(before * page);
}

#define PC_EXPORTED(name) __attribute__((export_name(name)))
#define PC_EXPORTS                                                                                               \
  PC_EMBED(PC_MANIFEST);                                                                                         \
  extern const char pc_manifest_text[], pc_manifest_end[];                                                       \
  static uint8_t *pc_buffer_address;                                                                             \
  PC_EXPORTED("pc_abi") int32_t pc_abi(void) { return 1; }                                                       \
  PC_EXPORTED("pc_manifest") uint64_t pc_manifest(void) {                                                        \
    return (uintptr_t)pc_manifest_text | (uint64_t)(pc_manifest_end - pc_manifest_text) << 32;                   \
  }                                                                                                              \
  PC_EXPORTED("pc_buffer") uint8_t *pc_buffer(size_t size) { return pc_buffer_address = pc_take(size); }         \
  PC_EXPORTED("pc_init") int32_t pc_init(const uint8_t *address, size_t length) {                                \
    pc_config config = {NULL, length};                                                                           \
    if (length > 0) {                                                                                            \
      uint8_t *kept = pc_take(length);                                                                           \
      if (kept == NULL) return 1;                                                                                \
      config.entries = __builtin_memcpy(kept, address, length);                                                  \
    }                                                                                                            \
    return pc_configure(config) ? 0 : 2;                                                                         \
  }                                                                                                              \
  PC_EXPORTED("pc_filter") int32_t pc_filter(uint32_t rows) { return pc_judge(pc_buffer_address, rows), 0; }     \
  _Static_assert(true, "a semicolon follows")
#endif

#endif
