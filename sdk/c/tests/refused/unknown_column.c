// PC_READ_imsl_owner
#define PC_MANIFEST "../../example/manifest.json"
#define PC_COLUMNS(C) C(code) C(imsl_owner)
#define PC_REASONS(R) R(STRANGER, "stranger")
#include "portcullis.h"

static pc_verdict judge(pc_row row) { return (pc_verdict){.block = row_code(row)}; }

PC_FILTER(judge);
