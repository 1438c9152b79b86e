//! `filter!`: from one declaration the accessors of a row, the reasons, the
//! loop over a batch, the exports, and the comparison with the manifest.

/// Declares the filter. `manifest` is a path from the file it stands in.
///
/// ```ignore
/// filter! {
///     manifest: "../manifest.json",
///     columns: { protocol, code, fteids { interface, teid } },
///     optional: { cause },
///     counters: { new_requests },
///     reasons: { TYPE_NOT_ALLOWED = "type-not-allowed" },
///     state: Gate = Gate::CLOSED,
///     configure: Gate::configure,
///     judge: Gate::judge,
/// }
/// ```
///
/// - `columns` are those of `columns.required`, in that order; a list is
///   followed by its child columns in braces. `optional`, which may be left
///   out, are those of `columns.optional`, each read as an `Option`.
/// - `counters`, which may be left out, are the manifest's; each reads as how
///   often, or `None` where the host had no room to count.
/// - `reasons` become constants of type `Reason`.
/// - `configure(&mut State, &Config<'static>) -> Result<(), Refused>` runs once.
/// - `judge(&State, Row) -> Verdict` runs for every operation. `Row` has a method
///   per column.
/// - `usual(&State, Block) -> Chosen`, which may be left out, tells of sixteen
///   operations at once which ones `judge` has nothing to say of; it runs for the
///   others only. `Block` has a method per required column, which compares all
///   sixteen. What `usual` chooses wrongly passes unjudged: the tests of the SDK
///   compare the two on every vector and on thousands of rows made from them.
///
/// A filter without configuration leaves `state` and `configure` out, and its
/// `judge` takes the row alone.
macro_rules! filter {
    (
        manifest: $manifest:literal,
        columns: { $($column:ident $({ $($child:ident),+ $(,)? })?),+ $(,)? },
        $(optional: { $($extra:ident),+ $(,)? },)?
        $(counters: { $($counter:ident),+ $(,)? },)?
        reasons: { $($reason:ident = $reason_name:literal),+ $(,)? },
        judge: $judge:path $(,)?
    ) => {
        $crate::portcullis::filter::filter! {
            manifest: $manifest,
            columns: { $($column $({ $($child),+ })?),+ },
            $(optional: { $($extra),+ },)?
            $(counters: { $($counter),+ },)?
            reasons: { $($reason = $reason_name),+ },
            state: () = (),
            configure: |_: &mut (), _: &$crate::portcullis::Config<'static>| Ok(()),
            judge: |_: &(), row: Row| $judge(row),
        }
    };
    (
        manifest: $manifest:literal,
        columns: { $($column:ident $({ $($child:ident),+ $(,)? })?),+ $(,)? },
        $(optional: { $($extra:ident),+ $(,)? },)?
        $(counters: { $($counter:ident),+ $(,)? },)?
        reasons: { $($reason:ident = $reason_name:literal),+ $(,)? },
        state: $state:ty = $initial:expr,
        configure: $configure:expr,
        $(usual: $usual:expr,)?
        judge: $judge:expr $(,)?
    ) => {
        /// The lists that this filter reads: a module each, with the type of its rows.
        mod lists {
            $($crate::portcullis::filter::table!($column $({ $($child),+ })?);)+
        }

        /// The buffer as far as the required columns go: arrays stand behind each other,
        /// in the order of the manifest (`sdk/ABI.md`, "The buffer").
        #[repr(C, packed)]
        struct __Batch {
            header: [u8; $crate::portcullis::abi::HEADER],
            directory: __Directory,
            padding: [u8; $crate::portcullis::abi::padding(core::mem::size_of::<__Directory>())],
            $($column: $crate::portcullis::filter::array!($column $({ $($child),+ })?),)+
        }

        /// The directory, in the same order.
        #[repr(C)]
        struct __Directory {
            $($column: $crate::portcullis::filter::entry!($column $({ $($child),+ })?),)+
            $($($extra: $crate::portcullis::abi::Offset,)+)?
            $($($counter: $crate::portcullis::abi::Offset,)+)?
        }

        /// One operation of the batch, with a method per declared column.
        #[derive(Clone, Copy)]
        pub struct Row<'a> {
            buffer: $crate::portcullis::abi::Buffer<'a>,
            at: usize,
        }

        #[allow(dead_code)]
        impl<'a> Row<'a> {
            /// The batch, moved by as many elements of this type as there are rows
            /// before: where an array begins, this row's element stands then.
            #[inline(always)]
            fn moved<Element>(self) -> *const __Batch {
                // The row is in the batch.
                unsafe { self.buffer.start().add(self.at * core::mem::size_of::<Element>()).cast() }
            }

            #[inline(always)]
            fn directory(self) -> &'a __Directory {
                // The buffer has one, of this shape.
                unsafe { &*self.buffer.directory().cast() }
            }

            $($crate::portcullis::filter::accessor!($column $({ $($child),+ })?);)+
            $($($crate::portcullis::filter::optional!($extra);)+)?
            $($($crate::portcullis::filter::counter!($counter);)+)?
        }

        /// Sixteen operations of the batch, with a method per required column.
        #[derive(Clone, Copy)]
        pub struct Block<'a> {
            buffer: $crate::portcullis::abi::Buffer<'a>,
            first: usize,
            rows: usize,
        }

        #[allow(dead_code)]
        impl<'a> Block<'a> {
            #[inline(always)]
            fn moved<Element>(self) -> *const __Batch {
                self.row(0).moved::<Element>()
            }

            #[inline(always)]
            pub fn row(self, at: usize) -> Row<'a> {
                Row { buffer: self.buffer, at: self.first + at }
            }

            /// Those of the sixteen that there are.
            #[inline(always)]
            pub fn all(self) -> $crate::portcullis::Chosen {
                $crate::portcullis::Chosen((0xFFFFu32 >> (16 - self.rows)) as u16)
            }

            $($crate::portcullis::filter::lanes!($column);)+
        }

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum __Reasons { $($reason),+ }
        $(const $reason: $crate::portcullis::Reason = $crate::portcullis::Reason(__Reasons::$reason as u8);)+

        /// The filter as the exports and the tests see it.
        struct Module;

        impl $crate::portcullis::abi::Guest for Module {
            type State = $state;
            const INITIAL: $state = $initial;
            const MANIFEST: &'static [u8] = include_bytes!($manifest);

            fn configure(
                state: &mut $state,
                config: &$crate::portcullis::Config<'static>,
            ) -> Result<(), $crate::portcullis::Refused> {
                ($configure)(state, config)
            }

            unsafe fn is_laid_out(buffer: *const u8) -> bool {
                let mut arrays = $crate::portcullis::abi::Arrays::new(buffer, core::mem::size_of::<__Directory>());
                $($crate::portcullis::filter::next!(arrays $column $({ $($child),+ })?);)+
                arrays.stand()
            }

            #[inline(always)]
            unsafe fn judge(state: &$state, buffer: *mut u8, rows: usize) {
                $crate::portcullis::filter::run!(state buffer rows $($usual,)? $judge);
            }

            #[cfg(test)]
            unsafe fn judge_each(state: &$state, buffer: *mut u8, rows: usize) {
                $crate::portcullis::filter::run!(state buffer rows $judge);
            }
        }

        const _: () = {
            use $crate::portcullis::column::Column;
            let manifest = $crate::portcullis::json::Json::new(<Module as $crate::portcullis::abi::Guest>::MANIFEST);
            let listed = manifest.field("columns").field("required").first();
            $(
                assert!(listed.equals($crate::portcullis::columns::$column::NAME), "manifest.json: columns.required differs from filter!");
                let listed = listed.next();
                $($(
                    assert!(
                        listed.equals($crate::portcullis::columns::of::$column::$child::NAME),
                        "manifest.json: columns.required differs from filter!"
                    );
                    let listed = listed.next();
                )+)?
            )+
            assert!(listed.is_nothing(), "manifest.json: columns.required lists more than filter!");
            let listed = manifest.field("columns").field("optional").first();
            $($(
                assert!(listed.equals($crate::portcullis::columns::$extra::NAME), "manifest.json: columns.optional differs from filter!");
                let listed = listed.next();
            )+)?
            assert!(listed.is_nothing(), "manifest.json: columns.optional lists more than filter!");
            let listed = manifest.field("counters").first();
            $($(
                assert!(listed.field("name").equals(stringify!($counter)), "manifest.json: counters differ from filter!");
                let listed = listed.next();
            )+)?
            assert!(listed.is_nothing(), "manifest.json: counters lists more than filter!");
            let listed = manifest.field("reasons").first();
            $(
                assert!(listed.field("name").equals($reason_name), "manifest.json: reasons differ from filter!");
                let listed = listed.next();
            )+
            assert!(listed.is_nothing(), "manifest.json: reasons lists more than filter!");
        };

        $crate::portcullis::filter::exports!(Module);

        #[cfg(test)]
        #[test]
        fn manifest_self_test() {
            $crate::portcullis::testing::self_test::<Module>();
        }
    };
}
pub(crate) use filter;

/// Judges a batch: every row, or those that are not usual.
macro_rules! run {
    ($state:ident $buffer:ident $rows:ident $judge:expr) => {{
        let outputs = $crate::portcullis::abi::Outputs::new($buffer);
        let buffer = $crate::portcullis::abi::Buffer::new($buffer);
        for at in 0..$rows {
            outputs.store(at, ($judge)($state, Row { buffer, at }));
        }
    }};
    ($state:ident $buffer:ident $rows:ident $usual:expr, $judge:expr) => {{
        let outputs = $crate::portcullis::abi::Outputs::new($buffer);
        let buffer = $crate::portcullis::abi::Buffer::new($buffer);
        let mut first = 0;
        while first < $rows {
            let block = Block { buffer, first, rows: core::cmp::min($rows - first, $crate::portcullis::lanes::LANES) };
            let few = block.rows < $crate::portcullis::lanes::FEW;
            let rest = block.all() & if few { block.all() } else { !($usual)($state, block) };
            rest.each(|at| outputs.store(first + at, ($judge)($state, block.row(at))));
            first += $crate::portcullis::lanes::LANES;
        }
    }};
}
pub(crate) use run;

/// The method of `Block` that compares a required column.
macro_rules! lanes {
    ($column:ident) => {
        #[inline(always)]
        pub fn $column(self) -> $crate::portcullis::lanes::Lanes<'a, $crate::portcullis::filter::element!($column)> {
            // Arrays hold whole blocks.
            unsafe {
                let first = core::ptr::addr_of!((*self.moved::<$crate::portcullis::filter::element!($column)>()).$column);
                $crate::portcullis::lanes::Lanes::new(first.cast())
            }
        }
    };
}
pub(crate) use lanes;

/// The type of a column's elements.
macro_rules! element {
    ($column:ident) => {
        $crate::portcullis::column::Element<<$crate::portcullis::columns::$column as $crate::portcullis::column::Column>::Kind>
    };
}
pub(crate) use element;

/// The arrays of a list and its child columns, and their accessors.
macro_rules! table {
    ($column:ident) => {};
    ($list:ident { $($child:ident),+ }) => {
        pub mod $list {
            use $crate::portcullis::abi::Offset;
            use $crate::portcullis::column::{Array, Child, Children, Column, Element, Kind, List, Value};
            use $crate::portcullis::columns::of;

            #[repr(C, packed)]
            pub struct Table {
                pub ranges: Array<List>,
                $(pub $child: Children<<of::$list::$child as Column>::Kind>,)+
            }

            /// Their entries in the directory.
            #[repr(C)]
            pub struct Entries {
                pub ranges: Offset,
                $(pub $child: Offset,)+
            }

            /// One row of the list.
            #[allow(dead_code)]
            pub type Row<'a> = Child<'a, Table>;

            #[allow(dead_code)]
            impl<'a> Child<'a, Table> {
                $(
                    #[inline(always)]
                    pub fn $child(self) -> Value<'a, of::$list::$child> {
                        type Of = <of::$list::$child as Column>::Kind;
                        // The row is one of the table.
                        unsafe {
                            let element = core::ptr::addr_of!((*self.moved::<Element<Of>>()).$child);
                            Of::read(self.buffer, *element.cast())
                        }
                    }
                )+
            }
        }
    };
}
pub(crate) use table;

/// The type of a column's array, or of a list and its table.
macro_rules! array {
    ($column:ident) => {
        $crate::portcullis::column::Array<<$crate::portcullis::columns::$column as $crate::portcullis::column::Column>::Kind>
    };
    ($list:ident { $($child:ident),+ }) => { lists::$list::Table };
}
pub(crate) use array;

/// The type of a column's entries in the directory.
macro_rules! entry {
    ($column:ident) => { $crate::portcullis::abi::Offset };
    ($list:ident { $($child:ident),+ }) => { lists::$list::Entries };
}
pub(crate) use entry;

/// Compares a column's entries in the directory with where its arrays should be.
macro_rules! next {
    ($arrays:ident $column:ident) => {
        $arrays.next(core::mem::size_of::<$crate::portcullis::filter::array!($column)>());
    };
    ($arrays:ident $list:ident { $($child:ident),+ }) => {
        $arrays.next(core::mem::size_of::<$crate::portcullis::column::Array<$crate::portcullis::column::List>>());
        $($arrays.next(core::mem::size_of::<
            $crate::portcullis::column::Children<<$crate::portcullis::columns::of::$list::$child as $crate::portcullis::column::Column>::Kind>,
        >());)+
    };
}
pub(crate) use next;

/// The method of `Row` that reads a required column.
macro_rules! accessor {
    ($column:ident) => {
        #[inline(always)]
        pub fn $column(self) -> $crate::portcullis::column::Value<'a, $crate::portcullis::columns::$column> {
            use $crate::portcullis::column::{Column, Element, Kind};
            type Of = <$crate::portcullis::columns::$column as Column>::Kind;
            // The row is in the batch.
            unsafe {
                let element = core::ptr::addr_of!((*self.moved::<Element<Of>>()).$column);
                Of::read(self.buffer, *element.cast())
            }
        }
    };
    ($list:ident { $($child:ident),+ }) => {
        #[inline(always)]
        pub fn $list(self) -> $crate::portcullis::column::Rows<'a, lists::$list::Table> {
            use $crate::portcullis::column::{Element, List, Rows};
            // As above, and the table is the list's.
            unsafe {
                let range = core::ptr::addr_of!((*self.moved::<Element<List>>()).$list.ranges);
                Rows::new(self.buffer, core::ptr::addr_of!((*self.moved::<()>()).$list), *range.cast())
            }
        }
    };
}
pub(crate) use accessor;

/// The method of `Row` that reads an optional column: `None` if this host does
/// not have it, whatever the operation.
macro_rules! optional {
    ($column:ident) => {
        #[inline(always)]
        pub fn $column(self) -> Option<$crate::portcullis::column::Value<'a, $crate::portcullis::columns::$column>> {
            use $crate::portcullis::column::{Column, Element, Kind};
            type Of = <$crate::portcullis::columns::$column as Column>::Kind;
            match self.directory().$column {
                0 => None,
                // The host has the array, and the row is in the batch.
                offset => Some(unsafe {
                    let element = self.buffer.array(offset).cast::<Element<Of>>().add(self.at);
                    Of::read(self.buffer, *element)
                }),
            }
        }
    };
}
pub(crate) use optional;

/// The method of `Row` that reads a counter.
macro_rules! counter {
    ($counter:ident) => {
        #[inline(always)]
        pub fn $counter(self) -> Option<u32> {
            // Every host has the array, and the row is in the batch.
            match unsafe { *self.buffer.array(self.directory().$counter).cast::<u32>().add(self.at) } {
                $crate::portcullis::abi::NOT_KEPT => None,
                count => Some(count),
            }
        }
    };
}
pub(crate) use counter;

/// The exports of `sdk/ABI.md`. A guest runs on one thread, and the host calls
/// one export at a time, so the statics have one user.
macro_rules! exports {
    ($module:ident) => {
        #[cfg(target_arch = "wasm32")]
        mod __exports {
            use super::$module;
            use $crate::portcullis::abi::{self, Guest};

            static mut STATE: <$module as Guest>::State = $module::INITIAL;
            static mut BUFFER: *mut u8 = core::ptr::null_mut();
            static mut IS_LAID_OUT: bool = false;

            #[no_mangle]
            extern "C" fn pc_abi() -> i32 {
                abi::ABI
            }

            #[no_mangle]
            extern "C" fn pc_manifest() -> u64 {
                let text = $module::MANIFEST;
                text.as_ptr() as u64 | (text.len() as u64) << 32
            }

            #[no_mangle]
            unsafe extern "C" fn pc_buffer(size: usize) -> *mut u8 {
                BUFFER = abi::take(size);
                BUFFER
            }

            #[no_mangle]
            unsafe extern "C" fn pc_init(address: *const u8, length: usize) -> i32 {
                abi::init::<$module>(&mut STATE, address, length)
            }

            #[no_mangle]
            unsafe extern "C" fn pc_filter(rows: usize) -> i32 {
                if !IS_LAID_OUT {
                    IS_LAID_OUT = $module::is_laid_out(BUFFER);
                    if !IS_LAID_OUT {
                        return 1;
                    }
                }
                $module::judge(&STATE, BUFFER, rows);
                0
            }
        }
    };
}
pub(crate) use exports;
