/** Names that Python has without an import. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
  `abs all any ascii bin bool bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate
  eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass
  iter len list locals map max memoryview min next object oct open ord pow print property quit range raw_input repr
  reversed round set setattr slice sorted staticmethod str sum super tuple type unicode vars xrange zip
  Exception ValueError TypeError KeyError IndexError RuntimeError IOError OSError ImportError ModuleNotFoundError
  NotImplementedError FileNotFoundError AttributeError AssertionError StopIteration KeyboardInterrupt SystemExit
  NotImplemented Ellipsis`.split(/\s+/),
);
