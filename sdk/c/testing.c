// Native tests of a filter: compiled for this machine, with a host around it. It
// compares the declaration with the manifest, runs the manifest's self-test and
// the files of vectors, every row in its batch and alone, and tests of the
// author's own. build.sh runs it.
#define _POSIX_C_SOURCE 200809L
#include PC_SOURCE

#include "testing_host.h"

// What the harness reads is never freed: a leak says nothing of the filter.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }

static struct host pc_host;
static int pc_failures, pc_checks;

// PC_EXPECT notes what does not hold and goes on.
#define PC_EXPECT(holds) pc_expect((holds), __FILE__, __LINE__, #holds)
static void pc_expect(bool holds, const char *file, int line, const char *text) {
  pc_checks++;
  if (!holds) pc_failures++, fprintf(stderr, "%s:%d: %s does not hold\n", file, line, text);
}

// What the filter logged last, and its metrics.
static char pc_logged[1025];
static int pc_logged_level = -1;
static int64_t pc_metrics[64];

void pc_import_log(int32_t level, const char *text, size_t length) {
  snprintf(pc_logged, sizeof pc_logged, "%.*s", (int)length, text);
  pc_logged_level = level;
}

void pc_metric(int32_t id, int64_t delta) {
  if (id >= 0 && id < 64) pc_metrics[id] += delta;
}

static pc_verdict verdict(size_t row) {
  pc_verdict v;
  memcpy(&v.block, pc_host.buffer + pc_host.block + 8 * row, 8);
  memcpy(&v.flag, pc_host.buffer + pc_host.flag + 8 * row, 8);
  memcpy(&v.score, pc_host.buffer + pc_host.score + 2 * row, 2);
  return v;
}

// pc_try says what the filter says of one row under a configuration; both are JSON
// objects. Refused is what configure said.
static pc_verdict pc_try(const char *config, const char *row) {
  if (!pc_configure(compile(json_field(pc_host.manifest, "config"), json_space(config)))) give_up("the configuration is refused");
  begin(&pc_host, 1);
  put_row(&pc_host, 0, json_space(row));
  pc_judge(pc_host.buffer, 1);
  return verdict(0);
}

// ---- The declaration is what the manifest says

static const char *const declared[] = {
#define PC_NAME(name) #name,
#define PC_COUNTER_NAME(name) "counter." #name,
    PC_COLUMNS(PC_NAME) PC_OPTIONAL(PC_NAME) PC_COUNTERS(PC_COUNTER_NAME)};
static const char *const reasons[] = {
#define PC_REASON_NAME(id, name) name,
    PC_REASONS(PC_REASON_NAME)};
static const bool is_optional[] = {
#define PC_NO(name) false,
#define PC_YES(name) true,
    PC_COLUMNS(PC_NO) PC_OPTIONAL(PC_YES) PC_COUNTERS(PC_NO)};

// same compares names, of which the declared one has an underscore for the dot of
// a column of a list.
static bool same(const char *declared, const char *listed) {
  for (; *declared != 0 && (*declared == *listed || (*declared == '_' && *listed == '.')); declared++, listed++) {}
  return *declared == 0 && *listed == 0;
}

static void compare_manifest(void) {
  json required = json_field(json_field(pc_host.manifest, "columns"), "required"), listed = json_field(pc_host.manifest, "reasons");
  if (pc_host.count != PC_ENTRIES) give_up("manifest.json lists %zu columns and counters, the filter declares %d", pc_host.count, PC_ENTRIES);
  for (size_t i = 0; i < pc_host.count; i++) {
    const char *name = pc_host.arrays[i].name;
    bool optional = i >= json_count(required) && strncmp(name, "counter.", 8) != 0;
    if (!same(declared[i], name) || is_optional[i] != optional)
      give_up("manifest.json has \"%s\" where the filter declares %s%s", name, declared[i], is_optional[i] ? " as optional" : "");
  }
  if (json_count(listed) != PC_REASON_COUNT) give_up("manifest.json lists %zu reasons, the filter declares %d", json_count(listed), PC_REASON_COUNT);
  for (size_t i = 0; i < PC_REASON_COUNT; i++) {
    json name = json_field(json_element(listed, i), "name");
    if (!json_is(name, reasons[i])) give_up("manifest.json has the reason \"%s\" where the filter declares %s", json_text(name), reasons[i]);
  }
}

// ---- Tests as in a manifest's self_test, each with its config if it needs one

static uint64_t bits(json names) {
  uint64_t set = 0;
  for (json n = json_first(names); n != NULL; n = json_next(n)) {
    size_t r = 0;
    while (r < PC_REASON_COUNT && !json_is(n, reasons[r])) r++;
    if (r == PC_REASON_COUNT) give_up("%s is none of the reasons", json_text(n));
    set |= UINT64_C(1) << r;
  }
  return set;
}

static void print_names(const char *what, uint64_t set) {
  fprintf(stderr, " %s [", what);
  for (size_t r = 0; r < 64; r++)
    if (set >> r & 1) fprintf(stderr, " %s", r < PC_REASON_COUNT ? reasons[r] : "(bit without a reason)");
  fprintf(stderr, " ]");
}

static void check(json test, size_t row, const char *how, pc_verdict got) {
  uint64_t block = bits(json_element(json_field(test, "block"), row)), flag = bits(json_element(json_field(test, "flag"), row));
  pc_checks++;
  if (got.block == block && got.flag == flag) return;
  pc_failures++;
  fprintf(stderr, "%s, row %zu %s:", json_text(json_field(test, "name")), row, how);
  print_names("block", got.block), print_names("flag", got.flag);
  fprintf(stderr, ", expected");
  print_names("block", block), print_names("flag", flag);
  fputc('\n', stderr);
}

static void run_test(json test) {
  json rows = json_field(test, "rows");
  size_t n = json_count(rows);
  if (n < 1 || n > CAPACITY || json_count(json_field(test, "block")) != n || json_count(json_field(test, "flag")) != n)
    give_up("%s: 1 to 64 rows are wanted, and a list of reasons for each", json_text(json_field(test, "name")));
  if (!pc_configure(compile(json_field(pc_host.manifest, "config"), json_field(test, "config")))) give_up("the configuration is refused");
  begin(&pc_host, n);
  for (size_t i = 0; i < n; i++) put_row(&pc_host, i, json_element(rows, i));
  pc_judge(pc_host.buffer, (uint32_t)n);
  pc_verdict together[CAPACITY];
  for (size_t i = 0; i < n; i++) check(test, i, "in its batch", together[i] = verdict(i));
  for (size_t i = 0; i < n; i++) { // a verdict does not depend on batch boundaries
    begin(&pc_host, 1);
    put_row(&pc_host, 0, json_element(rows, i));
    pc_judge(pc_host.buffer, 1);
    check(test, i, "alone", verdict(0));
    PC_EXPECT(verdict(0).score == together[i].score);
  }
}

static void run_tests(json tests) {
  for (json t = json_first(tests); t != NULL; t = json_next(t)) run_test(t);
}

#ifdef PC_TESTS
#include PC_TESTS
#endif

// Arguments: the folder of the source, files of vectors.
int main(int argc, char **argv) {
  (void)pc_try, (void)pc_logged_level, (void)pc_metrics;
  pc_host = open_host(json_file(argc > 1 ? argv[1] : ".", PC_MANIFEST));
  compare_manifest();
  run_tests(json_field(pc_host.manifest, "self_test"));
  for (int i = 2; i < argc; i++) run_tests(json_file(".", argv[i]));
#ifdef PC_TESTS
  tests();
#endif
  printf("%d checks, %d failed\n", pc_checks, pc_failures);
  return pc_failures == 0 && pc_checks > 0 ? 0 : 1;
}
