/**
 * The program that Python runs: it parses texts with its own module `ast` and prints the nodes of `ast.ts` as JSON, one line
 * for each text. It never compiles, imports or runs what it parses.
 *
 * Standard input: a JSON list of jobs, each a list of texts; the first one that parses is the answer. A line of output is
 * `{ body, chosen }`; where the first text is refused, also `refused` and `line`, which stand alone if none parses. A place is
 * `[line, byte offset, end line, end byte offset]` as `ast` has it. A number that JSON cannot hold is in the field `number`.
 */
export const PYTHON_PROGRAM: string = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')  # of invalid escapes, to standard error
try:
    import resource
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        resource.setrlimit(limit, (most, most))
except (ImportError, ValueError, OSError):
    pass  # Windows has no such limits and macOS not all: the size of the text and the time of the parent hold there
sys.setrecursionlimit(4000)
SIGNS = dict(Add='+', Sub='-', Mult='*', Div='/', FloorDiv='//', Mod='%', Pow='**', MatMult='@', LShift='<<', RShift='>>',
    BitOr='|', BitAnd='&', BitXor='^', UAdd='+', USub='-', Not='not', Invert='~', And='and', Or='or', Eq='==', NotEq='!=',
    Lt='<', LtE='<=', Gt='>', GtE='>=', Is='is', IsNot='is not', In='in', NotIn='not in')
# Fields by node; a field of another name there follows a colon, other nodes under another name are below.
FIELDS = {name: [field.partition(':')[::2] for field in fields.split()] for name, fields in dict(
    Name='id', Attribute='value attr', Call='func args keywords', Tuple='elts', List='elts', Set='elts', Dict='keys values',
    BinOp='left op right', UnaryOp='op operand', BoolOp='op values', Compare='left ops comparators', Subscript='value slice',
    Slice='lower upper step', Lambda='args body', IfExp='test body orelse', JoinedStr='values', Starred='value',
    ListComp='elt generators', SetComp='elt generators', GeneratorExp='elt generators', DictComp='key value generators',
    NamedExpr='target value', Yield='value', YieldFrom='value', Await='value', comprehension='target iter ifs',
    keyword='arg:name value', alias='name asname', Expr='value', Assign='targets value', AugAssign='target op value',
    AnnAssign='target value', For='target iter body orelse', While='test body orelse', If='test body orelse',
    With='items body', withitem='context_expr:value optional_vars:target', FunctionDef='name args body decorator_list:decorators',
    ClassDef='name bases body decorator_list:decorators', Return='value', Import='names', ImportFrom='module names level',
    Try='body handlers orelse finalbody', ExceptHandler='name body', Raise='', Pass='', Break='', Continue='', Assert='test',
    Delete='targets', Global='names', Nonlocal='names', Match='subject cases', match_case='pattern guard body',
    MatchValue='value', MatchAs='pattern name', MatchOr='patterns', MatchSequence='patterns', MatchStar='name').items()}
SAME = dict(AsyncFor='For', AsyncWith='With', AsyncFunctionDef='FunctionDef', TryStar='Try')
KINDS = dict(ListComp=dict(type='Comprehension', kind='list'), SetComp=dict(type='Comprehension', kind='set'),
    GeneratorExp=dict(type='Comprehension', kind='generator'), DictComp=dict(type='DictComprehension'),
    Yield={'type': 'Yield', 'from': False}, YieldFrom={'type': 'Yield', 'from': True})
BARE = ('comprehension', 'alias', 'withitem', 'ExceptHandler', 'match_case')
class TooMany(Exception):
    pass
count = 0
def constant(value):
    if value is Ellipsis: return dict(value=None, kind='ellipsis')
    if isinstance(value, bytes): return dict(value=value.decode('latin-1'), kind='bytes')
    if isinstance(value, complex): return dict(number=repr(value.imag).replace('inf', 'Infinity'), kind='complex')
    if isinstance(value, (bool, str)) or value is None or abs(value) < 2 ** 53: return dict(value=value)
    return dict(number=repr(value).replace('inf', 'Infinity') if isinstance(value, float) else hex(value))
def parameters(found, depth):
    names = found.posonlyargs + found.args
    values = [None] * (len(names) - len(found.defaults)) + found.defaults
    pairs = lambda names, values: [dict(name=n.arg, value=node(v, depth)) for n, v in zip(names, values)]
    return dict(positional=pairs(names, values), rest=found.vararg and found.vararg.arg,
        keywordOnly=pairs(found.kwonlyargs, found.kw_defaults), keywords=found.kwarg and found.kwarg.arg)
def formatted(found, depth):
    spec = found.format_spec
    plain = spec is None or all(isinstance(part, ast.Constant) for part in spec.values)
    return dict(value=node(found.value, depth), conversion=None if found.conversion < 0 else chr(found.conversion),
        format=None if spec is None else ''.join(part.value for part in spec.values) if plain else ast.unparse(spec)[2:-1])
def bound(pattern):
    names = [getattr(each, field, None) for each in ast.walk(pattern) for field in ('name', 'rest')]
    return sorted(name for name in names if isinstance(name, str))
def node(found, depth):
    global count
    if isinstance(found, list): return [node(each, depth) for each in found]
    if not isinstance(found, ast.AST): return found
    name = type(found).__name__
    if name in SIGNS: return SIGNS[name]
    if name == 'arguments': return parameters(found, depth + 1)
    count += 1
    if count > NODES: raise TooMany
    name = SAME.get(name, name)
    out = {} if name in BARE else dict(place=(found.lineno, found.col_offset, found.end_lineno, found.end_col_offset))
    if out and name != 'keyword': out['type'] = name
    if depth > DEPTH: out.update(type='Unparsed', why=TOO_DEEP)
    elif name == 'Constant': out.update(constant(found.value))
    elif name == 'MatchSingleton': out.update(type='MatchValue', value=dict(type='Constant', value=found.value, place=out['place']))
    elif name in ('MatchClass', 'MatchMapping'): out.update(type='MatchOther', names=bound(found))
    elif name == 'FormattedValue': out.update(formatted(found, depth + 1))
    elif name not in FIELDS: out.update(type='Unparsed', why='not read: ' + name)
    else:
        for field, renamed in FIELDS[name]: out[renamed or field] = node(getattr(found, field), depth + 1)
        out.update(KINDS.get(name, ()))
    return out
def answer(texts):
    refused = None
    for chosen, text in enumerate(texts):
        try:
            return dict(refused or {}, body=node(ast.parse(text).body, 0), chosen=chosen)
        except SyntaxError as error:
            refused = refused or dict(refused=type(error).__name__ + ': ' + str(error.msg), line=error.lineno)
        except TooMany:
            return dict(tooMany=True)
        except (ValueError, RecursionError, MemoryError) as error:
            refused = refused or dict(refused=(type(error).__name__ + ': ' + str(error)).strip(': '), line=None)
    return refused
for texts in json.load(sys.stdin.buffer):
    count = 0
    print(json.dumps(answer(texts), separators=(',', ':')), flush=True)
`;
