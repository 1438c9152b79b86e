// row_present_gtp
#define PC_MANIFEST "../../example/manifest.json"
#define PC_COLUMNS(C) C(code) C(imsi_owner)
#define PC_REASONS(R) R(STRANGER, "stranger")
#include "portcullis.h"

static pc_verdict judge(pc_row row) { return (pc_verdict){.block = PC_PRESENT(row, apn)}; }

PC_FILTER(judge);
