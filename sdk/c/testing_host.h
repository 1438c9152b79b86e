// The host of the native tests: it lays batches out as sdk/ABI.md says, out of rows
// written as JSON, and compiles configurations. Nothing of it is freed.
#ifndef PC_TESTING_HOST_H
#define PC_TESTING_HOST_H

#include <arpa/inet.h>
#include <stdarg.h>

#include "testing_json.h"

enum { CAPACITY = 64, LIST_CAPACITY = 512, ARENA_SIZE = 128 << 10, ARRAYS = 264 };

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

// One array of the buffer.
struct array {
  const char *name;
  enum pc_element kind;
  size_t offset;
  size_t used; // rows of a child table
};

struct host {
  json manifest;
  struct array arrays[ARRAYS];
  size_t count, block, flag, score, arena, arena_used, size;
  uint8_t *buffer; // of size octets
};

// kind_of is PC_ELEMENTS for a column that the catalogue lacks, as a host may lack
// an optional one.
static enum pc_element kind_of(const char *column) {
  for (size_t i = 0; i < sizeof pc_catalogue / sizeof *pc_catalogue; i++)
    if (strcmp(pc_catalogue[i].name, column) == 0) return pc_catalogue[i].kind;
  return PC_ELEMENTS;
}

static size_t take(struct host *h, size_t size) {
  size_t start = (h->size + 15) & ~(size_t)15;
  h->size = start + size;
  return start;
}

static void add_array(struct host *h, const char *name, enum pc_element kind, size_t rows) {
  if (h->count == ARRAYS) give_up("the manifest has more columns than these tests know of");
  size_t offset = kind == PC_ELEMENTS ? 0 : take(h, rows * (size_t)pc_widths[kind]);
  h->arrays[h->count++] = (struct array){name, kind, offset, 0};
}

// open_host lays the buffer out for a manifest.
static struct host open_host(json manifest) {
  struct host h = {.manifest = manifest};
  json columns = json_field(manifest, "columns"), counters = json_field(manifest, "counters");
  json lists[] = {json_field(columns, "required"), json_field(columns, "optional")};
  h.size = 64 + 4 * (json_count(lists[0]) + json_count(lists[1]) + json_count(counters));
  for (int l = 0; l < 2; l++) {
    for (json c = json_first(lists[l]); c != NULL; c = json_next(c)) {
      const char *name = json_text(c);
      if (l == 0 && kind_of(name) == PC_ELEMENTS) give_up("the catalogue has no column \"%s\"", name);
      add_array(&h, name, kind_of(name), strchr(name, '.') != NULL ? LIST_CAPACITY : CAPACITY);
    }
  }
  for (json c = json_first(counters); c != NULL; c = json_next(c)) {
    char name[128];
    snprintf(name, sizeof name, "counter.%s", json_text(json_field(c, "name")));
    add_array(&h, strdup(name), PC_ELEMENT_U32, CAPACITY);
  }
  h.block = take(&h, 8 * CAPACITY), h.flag = take(&h, 8 * CAPACITY), h.score = take(&h, 2 * CAPACITY);
  h.arena = take(&h, ARENA_SIZE);
  h.buffer = aligned_alloc(16, (h.size + 15) & ~(size_t)15);
  return h;
}

static void put(uint8_t *at, uint64_t value, int width) {
  for (int i = 0; i < width; i++) at[i] = (uint8_t)(value >> 8 * i);
}

// begin empties the buffer for a number of rows.
static void begin(struct host *h, size_t rows) {
  memset(h->buffer, 0, h->size);
  uint64_t words[] = {rows, CAPACITY, h->count, h->arena, ARENA_SIZE, h->block, h->flag, h->score};
  for (int i = 0; i < 8; i++) put(h->buffer + 4 * i, words[i], 4);
  for (size_t i = 0; i < h->count; i++) {
    put(h->buffer + 64 + 4 * i, h->arrays[i].offset, 4);
    h->arrays[i].used = 0;
  }
  h->arena_used = 0;
}

static uint64_t digits_of(const char *text) {
  size_t n = strlen(text);
  uint64_t packed = n > 15 ? 0 : (uint64_t)n << 60; // longer: a count of 0
  for (size_t i = 0; i < n && i < 15; i++) packed |= (uint64_t)(text[i] - '0') << (56 - 4 * i);
  return packed;
}

static uint64_t plmn_of(const char *text) {
  uint64_t packed = 1;
  for (const char *c = text; *c != 0; c++)
    if (*c != '-') packed = packed << 4 | (uint64_t)(*c - '0');
  return strlen(text) == 6 ? packed << 4 | 0xF : packed;
}

static uint64_t number_of(enum pc_element kind, json value) {
  const char *text = json_text(value);
  if (*value == '"' && kind == PC_ELEMENT_DIGITS) return digits_of(text);
  if (*value == '"' && kind == PC_ELEMENT_PLMN) return plmn_of(text);
  char *end;
  uint64_t n = strtoull(text, &end, 10);
  if (end == text || *end != 0) give_up("\"%s\" is no number", text);
  return n;
}

static void put_addr(uint8_t *at, const char *text) {
  memset(at, 0, 16);
  if (inet_pton(AF_INET, text, at + 12) == 1) {
    at[10] = at[11] = 0xFF;
  } else if (inet_pton(AF_INET6, text, at) != 1) {
    give_up("\"%s\" is no address", text);
  }
}

static void put_bytes(struct host *h, uint8_t *at, const char *hex) {
  size_t n = strlen(hex) / 2;
  if (h->arena_used + n > ARENA_SIZE) give_up("more than %d octets in the batch", ARENA_SIZE);
  for (size_t i = 0; i < n; i++) {
    unsigned octet;
    if (sscanf(hex + 2 * i, "%2x", &octet) != 1) give_up("\"%s\" is no string of hexadecimal digits", hex);
    h->buffer[h->arena + h->arena_used + i] = (uint8_t)octet;
  }
  put(at, h->arena_used, 4);
  put(at + 4, n, 4);
  h->arena_used += n;
}

// put_value writes the value of a column in a row of its table.
static void put_value(struct host *h, const char *name, size_t row, json value) {
  size_t i = 0;
  while (i < h->count && strcmp(h->arrays[i].name, name) != 0) i++;
  if (i == h->count) give_up("the filter does not read column \"%s\"", name);
  struct array *a = &h->arrays[i];
  if (a->kind == PC_ELEMENTS) return; // this host does not deliver it
  uint8_t *at = h->buffer + a->offset + row * (size_t)pc_widths[a->kind];
  if (a->kind == PC_ELEMENT_ADDR) {
    put_addr(at, json_text(value));
  } else if (a->kind == PC_ELEMENT_BYTES) {
    put_bytes(h, at, json_text(value));
  } else if (a->kind != PC_ELEMENT_LIST) {
    put(at, number_of(a->kind, value), pc_widths[a->kind]);
  } else {
    size_t first = a->used;
    for (json child = json_first(value); child != NULL; child = json_next(child), a->used++) {
      if (a->used == LIST_CAPACITY) give_up("more than %d entries in the batch", LIST_CAPACITY);
      for (json key = json_first(child); key != NULL; key = json_next(json_value(key))) {
        char full[256];
        snprintf(full, sizeof full, "%s.%s", name, json_text(key));
        put_value(h, full, a->used, json_value(key));
      }
    }
    put(at, first, 2);
    put(at + 2, a->used - first, 2);
  }
}

static void put_row(struct host *h, size_t row, json values) {
  for (json key = json_first(values); key != NULL; key = json_next(json_value(key)))
    put_value(h, json_text(key), row, json_value(key));
}

// ---- Configuration, as sdk/ABI.md says of its TLV

struct entry {
  uint64_t tag;
  uint16_t kind;
  uint32_t length;
  uint8_t *value;
};

static int by_number(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static uint64_t integer_of(json value) {
  if (strncmp(value, "true", 4) == 0 || strncmp(value, "false", 5) == 0) return *value == 't';
  return number_of(PC_ELEMENT_DIGITS, value);
}

static struct entry texts_entry(json values, size_t n) {
  char **texts = calloc(n + 1, sizeof *texts);
  struct entry e = {.kind = PC_TLV_TEXTS};
  size_t size = 0;
  for (size_t i = 0; i < n; i++) texts[i] = json_text(json_element(values, i)), size += 4 + strlen(texts[i]);
  qsort(texts, n, sizeof *texts, by_text);
  e.value = malloc(size + 1);
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && strcmp(texts[i], texts[i - 1]) == 0) continue;
    uint32_t length = (uint32_t)strlen(texts[i]);
    put(e.value + e.length, length, 4);
    memcpy(e.value + e.length + 4, texts[i], length);
    e.length += 4 + length;
  }
  return e;
}

static struct entry ints_entry(json value, bool array, size_t n) {
  struct entry e = {.kind = PC_TLV_INTS};
  uint64_t *ints = calloc(n + 1, sizeof *ints);
  for (size_t i = 0; i < n; i++) ints[i] = integer_of(array ? json_element(value, i) : value);
  qsort(ints, n, sizeof *ints, by_number);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || ints[i] != ints[kept - 1]) ints[kept++] = ints[i];
  e.value = (uint8_t *)ints, e.length = (uint32_t)(8 * kept);
  return e;
}

static struct entry entry_of(json property, json value) {
  bool array = json_is(json_field(property, "type"), "array");
  json element = array ? json_field(property, "items") : property;
  size_t n = array ? json_count(value) : 1;
  struct entry e;
  if (!json_is(json_field(element, "type"), "string") || json_is(json_field(element, "format"), "digits")) {
    e = ints_entry(value, array, n);
  } else if (array) {
    e = texts_entry(value, n);
  } else {
    char *text = json_text(value);
    e = (struct entry){.kind = PC_TLV_TEXT, .length = (uint32_t)strlen(text), .value = (uint8_t *)text};
  }
  e.tag = number_of(PC_ELEMENT_U16, json_field(property, "x-tag"));
  return e;
}

static int by_tag(const void *a, const void *b) { return by_number(&((const struct entry *)a)->tag, &((const struct entry *)b)->tag); }

// compile makes the TLV of a configuration, with the schema's defaults.
static pc_config compile(json schema, json config) {
  json properties = json_field(schema, "properties");
  for (json key = json_first(config); key != NULL; key = json_next(json_value(key)))
    if (json_field(properties, json_text(key)) == NULL) give_up("the schema has no property %s", json_text(key));
  struct entry entries[256];
  size_t n = 0, size = 0;
  for (json key = json_first(properties); key != NULL; key = json_next(json_value(key))) {
    json property = json_value(key), value = json_field(config, json_text(key));
    if (value == NULL) value = json_field(property, "default");
    if (value == NULL) continue;
    if (n == 256) give_up("more than 256 properties");
    entries[n] = entry_of(property, value);
    size += 8 + ((entries[n++].length + 7) & ~(size_t)7);
  }
  qsort(entries, n, sizeof *entries, by_tag);
  uint8_t *tlv = calloc(size / 8 + 1, 8), *at = tlv;
  for (size_t i = 0; i < n; i++) {
    put(at, entries[i].tag, 2), put(at + 2, entries[i].kind, 2), put(at + 4, entries[i].length, 4);
    memcpy(at + 8, entries[i].value, entries[i].length);
    at += 8 + ((entries[i].length + 7) & ~(size_t)7);
  }
  return (pc_config){tlv, (uint32_t)size};
}

#endif
