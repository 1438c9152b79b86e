// A filter that reads every kind of column and of configuration: a test of the SDK.
#define PC_MANIFEST "manifest.json"
#define PC_COLUMNS(C)                                                                                         \
  C(protocol) C(src_port) C(code) C(time_ns) C(agreements) C(imsi) C(serving_plmn) C(src_owner) C(src) C(apn) \
  C(ies) C(fteids) C(fteids_interface) C(fteids_owner4) C(fteids_addr4) C(fteids_teid) C(present_gtp)         \
  C(invalid_common)
#define PC_OPTIONAL(C) C(cause) C(user_addr4) C(from_the_future)
#define PC_READ_from_the_future PC_READS_U8 // the catalogue has no such column yet
#define PC_COUNTERS(C) C(seen) C(fresh)
#define PC_REASONS(R)                                                                                       \
  R(SCALARS, "scalars") R(VALUES, "values") R(LISTS, "lists") R(CAUSE, "cause-known") R(FUTURE, "future-known") \
  R(APN, "apn-present") R(IMSI_INVALID, "imsi-invalid") R(CONFIGURED, "configured") R(PREFIXED, "prefixed")  \
  R(SEEN_THRICE, "seen-thrice") R(FRESH_NOT_KEPT, "fresh-not-kept")
#include "portcullis.h"

static pc_ints codes, prefixes;

// Refuses what it does not find as the schema's defaults have it.
static bool configure(pc_config config) {
  codes = pc_config_ints(config, 7);
  prefixes = pc_config_ints(config, 6);
  pc_bytes names = pc_config_texts(config, 5), first, second, third;
  bool two = pc_next_text(&names, &first) && pc_next_text(&names, &second) && !pc_next_text(&names, &third);
  pc_log(PC_INFO, "configured");
  pc_metric(0, 1);
  return two && first.length == 1 && first.data[0] == 'a' && second.length == 4 && second.data[3] == 'a' &&
         pc_config_text(config, 4).length == 4 && !pc_config_boolean(config, 2) && pc_config_integer(config, 3, 7) != 13 &&
         pc_config_integer(config, 99, 7) == 7;
}

static bool begins_as_configured(uint64_t imsi) {
  for (uint32_t i = 0; i < prefixes.count; i++)
    if (pc_digits_begin(imsi, prefixes.values[i])) return true;
  return false;
}

static bool lists(pc_row row) {
  pc_bytes apn = row_apn(row);
  pc_range f = row_fteids(row), ies = row_ies(row);
  return apn.length == 4 && apn.data[0] == 3 && apn.data[3] == 'c' && ies.end - ies.first == 2 && f.end - f.first == 2 &&
         row_fteids_interface(row, f.first) == 6 && row_fteids_owner4(row, f.first + 1) == 3 &&
         pc_addr_octet(row_fteids_addr4(row, f.first), 15) == 11 && pc_addr_is_ipv4(row_fteids_addr4(row, f.first)) &&
         !pc_addr_is_ipv4(row_fteids_addr4(row, f.first + 1)) && row_fteids_teid(row, f.first + 1) == 200;
}

static pc_verdict judge(pc_row row) {
  pc_verdict v = {0};
  pc_block(&v, SCALARS, row_protocol(row) == PC_PROTOCOL_GTPV2 && row_src_port(row) == 65534 && row_code(row) == UINT32_MAX - 2 &&
                            row_time_ns(row) == UINT64_MAX - 3 && row_agreements(row) == UINT64_C(1) << 63);
  pc_block(&v, VALUES, row_imsi(row) == UINT64_C(0xF001010000000001) && row_serving_plmn(row) == 0x0100101F &&
                           row_src_owner(row) == PC_HOME && pc_addr_octet(row_src(row), 15) == 7 && !pc_addr_is_absent(row_src(row)));
  pc_block(&v, LISTS, lists(row));
  pc_flag(&v, CAUSE, have_cause(row));
  pc_flag(&v, FUTURE, have_from_the_future(row));
  pc_flag(&v, APN, PC_PRESENT(row, apn));
  pc_flag(&v, IMSI_INVALID, PC_INVALID(row, imsi));
  pc_flag(&v, CONFIGURED, pc_ints_have(codes, row_code(row)));
  pc_flag(&v, PREFIXED, begins_as_configured(row_imsi(row)));
  pc_flag(&v, SEEN_THRICE, counter_seen(row) == 3);
  pc_flag(&v, FRESH_NOT_KEPT, counter_fresh(row) == PC_NOT_KEPT);
  v.score = row_cause(row);
  return v;
}

PC_FILTER_CONFIGURED(judge, configure);
