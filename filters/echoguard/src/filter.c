// echoguard: how often paths are supervised (rule G-12).
//
// An Echo Request is answered by everything that speaks GTP, so it is a probe, a
// channel and a way to keep a node busy. Honest nodes send one per path at most
// every 60 seconds (TS 29.060 clause 7.2.1, TS 29.281 clause 7.2.1). What an Echo
// may carry is the decoders' business: their faults say it.

#define PC_MANIFEST "../manifest.json"
#define PC_COLUMNS(C) C(direction)
#define PC_COUNTERS(C) C(hasty) C(restarts) C(early) C(sent)
#define PC_REASONS(R)            \
  R(INTERVAL, "echo-interval")   \
  R(REPEATED, "echo-repeated")   \
  R(EARLY, "echo-early")         \
  R(NOT_COUNTED, "echo-not-counted")
#include "portcullis.h"

// x-tags of the configuration. The others are windows, which the host minds.
enum { TRANSMISSIONS = 3 };

static uint32_t transmissions;

static bool configure(pc_config config) {
  transmissions = (uint32_t)pc_config_integer(config, TRANSMISSIONS, 8);
  return true;
}

// Whether a count is over what is allowed. One that the host did not keep is not.
static bool over(uint32_t count, uint32_t allowed) { return count != PC_NOT_KEPT && count > allowed; }

// How many new requests a path may have in the time of one: two if the node has
// restarted since and says so, because it then begins anew. More restarts than one
// buy nothing.
static uint32_t allowed(pc_row row) {
  uint32_t restarts = counter_restarts(row);
  return restarts == 2 ? 2 : 1;
}

static pc_verdict judge(pc_row row) {
  pc_verdict v = {0};
  if (row_direction(row) == PC_DIRECTION_OUT) return v; // our own nodes' pace is ours to set
  pc_block(&v, INTERVAL, over(counter_hasty(row), allowed(row)));
  pc_block(&v, REPEATED, over(counter_sent(row), transmissions));
  pc_flag(&v, EARLY, over(counter_early(row), 1));
  pc_flag(&v, NOT_COUNTED, counter_hasty(row) == PC_NOT_KEPT || counter_sent(row) == PC_NOT_KEPT);
  return v;
}

PC_FILTER_CONFIGURED(judge, configure);
