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
        judge: $judge:expr $(,)?
    ) => {
        /// The lists that this filter reads: a module each, with the type of its rows.
        mod lists {
            $($crate::portcullis::filter::table!($column $({ $($child),+ })?);)+
        }

        /// Where the arrays of the batch stand.
        struct __Columns {
            $($column: $crate::portcullis::filter::array!($column $({ $($child),+ })?),)+
            $($($extra: *const u8,)+)?
            $($($counter: *const u8,)+)?
            arena: *const u8,
        }

        impl __Columns {
            #[inline(always)]
            unsafe fn bind(buffer: *const u8) -> __Columns {
                let mut directory = $crate::portcullis::abi::Directory::new(buffer);
                // In the order of the directory, which is that of the manifest.
                __Columns {
                    $($column: $crate::portcullis::filter::bind!(directory $column $({ $($child),+ })?),)+
                    $($($extra: directory.next(),)+)?
                    $($($counter: directory.required(),)+)?
                    arena: directory.arena(),
                }
            }
        }

        /// One operation of the batch, with a method per declared column.
        #[derive(Clone, Copy)]
        pub struct Row<'a> {
            columns: &'a __Columns,
            at: usize,
        }

        #[allow(dead_code)]
        impl<'a> Row<'a> {
            $($crate::portcullis::filter::accessor!($column $({ $($child),+ })?);)+
            $($($crate::portcullis::filter::optional!($extra);)+)?
            $($($crate::portcullis::filter::counter!($counter);)+)?
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

            #[inline(always)]
            unsafe fn judge(state: &$state, buffer: *mut u8, rows: usize) {
                let columns = __Columns::bind(buffer);
                let outputs = $crate::portcullis::abi::Outputs::new(buffer);
                for at in 0..rows {
                    let row = Row { columns: &columns, at };
                    outputs.store(at, ($judge)(state, row));
                }
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

/// The arrays of a list's child columns, and their accessors.
macro_rules! table {
    ($column:ident) => {};
    ($list:ident { $($child:ident),+ }) => {
        pub mod $list {
            use $crate::portcullis::column::{Child, Column, Kind, Value};
            use $crate::portcullis::columns::of;

            /// The arrays of the list's table.
            pub struct Table {
                pub ranges: *const u8,
                $(pub $child: *const u8,)+
            }

            /// One row of the list.
            #[allow(dead_code)]
            pub type Row<'a> = Child<'a, Table>;

            #[allow(dead_code)]
            impl<'a> Child<'a, Table> {
                $(
                    #[inline(always)]
                    pub fn $child(self) -> Value<'a, of::$list::$child> {
                        // The row is one of the table, and no child column is of kind bytes.
                        unsafe {
                            <of::$list::$child as Column>::Kind::read(self.table.$child, core::ptr::null(), self.at)
                        }
                    }
                )+
            }
        }
    };
}
pub(crate) use table;

/// The type of a column's entry in `__Columns`.
macro_rules! array {
    ($column:ident) => { *const u8 };
    ($list:ident { $($child:ident),+ }) => { lists::$list::Table };
}
pub(crate) use array;

/// Takes a column's entries from the directory.
macro_rules! bind {
    ($directory:ident $column:ident) => { $directory.required() };
    ($directory:ident $list:ident { $($child:ident),+ }) => {
        lists::$list::Table { ranges: $directory.required(), $($child: $directory.required(),)+ }
    };
}
pub(crate) use bind;

/// The method of `Row` that reads a required column.
macro_rules! accessor {
    ($column:ident) => {
        #[inline(always)]
        pub fn $column(self) -> $crate::portcullis::column::Value<'a, $crate::portcullis::columns::$column> {
            use $crate::portcullis::column::{Column, Kind};
            // `bind` took the array from the directory, and the row is in the batch.
            unsafe {
                <$crate::portcullis::columns::$column as Column>::Kind::read(self.columns.$column, self.columns.arena, self.at)
            }
        }
    };
    ($list:ident { $($child:ident),+ }) => {
        #[inline(always)]
        pub fn $list(self) -> $crate::portcullis::column::Rows<'a, lists::$list::Table> {
            let table = &self.columns.$list;
            // As above.
            unsafe { $crate::portcullis::column::Rows::new(table.ranges, table, self.at) }
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
            use $crate::portcullis::column::{Column, Kind};
            if self.columns.$column.is_null() {
                return None;
            }
            // As for a required column.
            Some(unsafe {
                <$crate::portcullis::columns::$column as Column>::Kind::read(self.columns.$column, self.columns.arena, self.at)
            })
        }
    };
}
pub(crate) use optional;

/// The method of `Row` that reads a counter.
macro_rules! counter {
    ($counter:ident) => {
        #[inline(always)]
        pub fn $counter(self) -> Option<u32> {
            // As for a required column.
            match unsafe { *self.columns.$counter.cast::<u32>().add(self.at) } {
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
                $module::judge(&STATE, BUFFER, rows);
                0
            }
        }
    };
}
pub(crate) use exports;
