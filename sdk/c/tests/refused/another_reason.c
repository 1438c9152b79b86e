// manifest.json has the reason "stranger" where the filter declares foreigner
#define PC_MANIFEST "../../example/manifest.json"
#define PC_COLUMNS(C) C(code) C(imsi_owner)
#define PC_REASONS(R) R(FOREIGNER, "foreigner")
#include "portcullis.h"

static pc_verdict judge(pc_row row) { return (pc_verdict){.block = row_code(row) == 32}; }

PC_FILTER(judge);
