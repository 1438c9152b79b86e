//! The application contexts of MAP and what is used in them (rule P-05; TS 29.002
//! clauses 17.2.2 and 17.3).

use super::opset::OpSet;

/// What one application context is, by version: no operations where there is no
/// such version. Who opens a dialogue sends `opening`, both sides any of `all`.
#[derive(Clone, Copy)]
pub struct Context {
    pub all: OpSet,
    pub opening: OpSet,
}

const VERSIONS: usize = 5;
const CONTEXTS: usize = 48;

/// The operations of version 1, which needs no application context.
pub const VERSION_1: OpSet = OpSet::of(&[
    2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 22, 28, 29, 30, 33, 34, 35, 37, 38, 43, 45, 46, 47, 48, 49, 50, 51,
    52, 54,
]);

/// The context with this identifier and version; empty if there is none.
#[inline(always)]
pub fn of(id: u8, version: u8) -> &'static Context {
    match TABLE.get(id as usize) {
        Some(versions) if (version as usize) < VERSIONS => &versions[version as usize],
        _ => &NOWHERE,
    }
}

/// What version 1 may open without a context, and what any context may hold.
pub static WITHOUT: Context = Context { all: VERSION_1, opening: VERSION_1 };

static NOWHERE: Context = NONE;
const NONE: Context = Context { all: OpSet::NONE, opening: OpSet::NONE };

/// Identifier, first and last version, operations of the latest version.
const LATEST: &[(usize, usize, usize, &[u8])] = &[
    (1, 1, 3, &[2, 7, 38, 50, 57]), // networkLocUp
    (2, 1, 3, &[3]),                // locationCancel
    (3, 1, 3, &[4]),                // roamingNbEnquiry
    (4, 3, 3, &[87]),               // istAlerting
    (5, 1, 3, &[22]),               // locInfoRetrieval
    (6, 3, 4, &[6]),                // callControlTransfer
    (7, 3, 3, &[73, 74, 75]),       // reporting
    (8, 3, 3, &[76, 77]),           // callCompletion
    (9, 3, 3, &[88]),               // immediateTermination
    (10, 1, 3, &[37]),              // reset
    (11, 1, 3, &[29, 33, 34, 68, 69]),
    (13, 1, 3, &[43]),     // equipmentMngt
    (14, 1, 3, &[56]),     // infoRetrieval
    (15, 2, 3, &[55]),     // interVlrInfoRetrieval
    (16, 1, 3, &[7, 8]),   // subscriberDataMngt
    (17, 1, 3, &[50, 51]), // tracing
    (18, 1, 2, &[10, 11, 12, 13, 14, 17, 18]),
    (19, 2, 2, &[59, 60, 61]), // networkUnstructuredSs
    (20, 1, 3, &[45, 47, 63]), // shortMsgGateway
    (21, 1, 3, &[46]),         // shortMsgMO-Relay
    (22, 3, 3, &[5]),          // subscriberDataModificationNotification
    (23, 1, 2, &[64]),         // shortMsgAlert
    (24, 1, 3, &[66]),         // mwdMngt
    (25, 2, 3, &[44]),         // shortMsgMT-Relay
    (26, 2, 2, &[58]),         // imsiRetrieval
    (27, 2, 3, &[67]),         // msPurging
    (28, 3, 3, &[70]),         // subscriberInfoEnquiry
    (29, 3, 3, &[71]),         // anyTimeInfoEnquiry
    (31, 3, 3, &[39, 40, 41, 42]),
    (32, 3, 3, &[7, 23, 50]), // gprsLocationUpdate
    (33, 3, 4, &[24]),        // gprsLocationInfoRetrieval
    (34, 3, 3, &[25]),        // failureReport
    (35, 3, 3, &[26]),        // gprsNotify
    (36, 3, 3, &[72]),        // ss-InvocationNotification
    (37, 3, 3, &[85]),        // locationSvcGateway
    (38, 3, 3, &[83, 86]),    // locationSvcEnquiry
    (39, 3, 3, &[15]),        // authenticationFailureReport
    (41, 3, 3, &[21]),        // shortMsgMT-Relay-VGCS
    (42, 3, 3, &[89]),        // mm-EventReporting
    (43, 3, 3, &[62, 65]),    // anyTimeInfoHandling
    (44, 3, 3, &[20]),        // resourceManagement
    (45, 3, 3, &[84]),        // groupCallInfoRetrieval
    (46, 3, 3, &[7, 53]),     // vcsgLocationUpdate
    (47, 3, 3, &[36]),        // vcsgLocationCancel
];

/// Identifier, version, operations, where an older version has others.
const OLDER: &[(usize, usize, &[u8])] = &[
    (11, 1, &[28, 29, 30, 33, 34, 35, 52]),
    (14, 1, &[9]),
    (18, 1, &[10, 11, 12, 13, 14, 17, 18, 19, 54]),
    (20, 1, &[45, 47]),
    (21, 1, &[46]), // mobile originated and terminated
    (23, 1, &[49]),
    (24, 1, &[48]),
    (25, 2, &[46]),
];

/// Identifier, operations that only the responder sends.
const ANSWERING: &[(usize, &[u8])] = &[(1, &[7, 38, 50]), (18, &[18]), (20, &[63]), (32, &[7, 50])];

static TABLE: [[Context; VERSIONS]; CONTEXTS] = {
    let mut t = [[NONE; VERSIONS]; CONTEXTS];
    let mut i = 0;
    while i < LATEST.len() {
        let (id, first, last, codes) = LATEST[i];
        let mut version = first;
        while version <= last {
            t[id][version] = context(id, version, OpSet::of(codes));
            version += 1;
        }
        i += 1;
    }
    i = 0;
    while i < OLDER.len() {
        let (id, version, codes) = OLDER[i];
        t[id][version] = context(id, version, OpSet::of(codes));
        i += 1;
    }
    t
};

/// A version 1 context has none of the operations that came later.
const fn context(id: usize, version: usize, listed: OpSet) -> Context {
    let all = match version {
        1 => listed.shared(VERSION_1),
        _ => listed,
    };
    let (mut opening, mut i) = (all, 0);
    while i < ANSWERING.len() {
        if ANSWERING[i].0 == id {
            opening = opening.without(OpSet::of(ANSWERING[i].1));
        }
        i += 1;
    }
    Context { all, opening }
}
