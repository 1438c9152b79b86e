#define PC_MANIFEST "../manifest.json"
#define PC_COLUMNS(C) C(code) C(imsi_owner)
#define PC_REASONS(R) R(STRANGER, "stranger")
#include "portcullis.h"

static pc_verdict judge(pc_row row) {
  pc_verdict v = {0};
  pc_block(&v, STRANGER, row_code(row) == 32 && row_imsi_owner(row) == PC_NOBODY);
  return v;
}

PC_FILTER(judge);
