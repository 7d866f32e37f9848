import type { Binding } from './binding.js';
import { addNode, addPlaceholder, attr, type Graph, newGraph, operationAttr } from './graphDef.js';
import { APPLY_ADAM } from './kernelShapes.js';
import { preciseGraph } from './mixedPrecision.js';
import type { Precision } from './precision.js';
import type { Operation, Tape } from './tape.js';
import { stateGraph } from './tapeState.js';

/**
 * A graph of what a tape holds. It is fed `in0:0`, `in1:0` and so on, and gives `out0:0`, `out1:0` and so on.
 *
 * Of a state, which are the last inputs and the last results, the session keeps the values: `out0:0` and the others give
 * the results before it and put the next state in its place. `assigned:0` takes the state from what is fed to `s0:0` and
 * so on, `r0:0` and so on read it, `released:0` gives its memory back.
 *
 * What is fed and given is float32 in either precision, and so is the state.
 *
 * @param numState how many of the inputs, and of the results, are the state
 * @throws NotRecordable if what Adam gives is used for more than the next state
 */
export function graphOf(tape: Tape, binding: Binding, numState = 0, precision: Precision = 'float32'): Graph {
  const { described, inputIds, resultIds } = tape;
  const graph = newGraph();
  const { sources, add } = preciseGraph(graph, tape, precision);
  const [numInputs, numResults] = [inputIds.length - numState, resultIds.length - numState];
  const operations = needed(tape);
  const maker = new Map(operations.flatMap((operation) => operation.outputs.map((id) => [id, operation] as const)));
  const fed = inputIds.slice(0, numInputs);
  fed.forEach((id, i) => {
    addPlaceholder(graph, `in${i}`, described.get(id)!);
    sources.set(id, `in${i}:0`);
  });
  const state = stateGraph(graph, {
    ids: inputIds.slice(numInputs),
    next: resultIds.slice(numResults).map(({ id }) => id),
    described,
    sources,
    isFed: (id) => fed.includes(origin(id, maker)),
  });
  operations.forEach((operation, i) => {
    if (operation.name === APPLY_ADAM) {
      state.applyAdam(operation, `n${i}`);
      return;
    }
    const attrs = Object.fromEntries(operation.attrs.map((a) => [a.name, operationAttr(binding, a)]));
    add(operation, `n${i}`, attrs);
  });
  const writers = state.writeRest();
  resultIds.slice(0, numResults).forEach(({ id, dtype }, i) => {
    // An output that is itself an input needs a node of its own.
    addNode(graph, `out${i}`, 'Identity', [sources.get(id), ...writers.map((node) => `^${node}`)], {
      T: attr('Type', dtype),
    });
  });
  return graph;
}

/** Operations that give the memory of their first input, under another name or shape. */
const SHARING = new Set(['Identity', 'Reshape', 'Squeeze', 'ExpandDims', 'StopGradient', 'Snapshot']);

/** The tensor whose memory one has. */
function origin(id: number, maker: ReadonlyMap<number, Operation>): number {
  const made = maker.get(id);
  return made !== undefined && SHARING.has(made.name) ? origin(made.inputs[0]!, maker) : id;
}

/** The operations that a result depends on. */
function needed({ operations, resultIds }: Tape): Operation[] {
  const wanted = new Set(resultIds.map(({ id }) => id));
  const isNeeded = ({ inputs, outputs }: Operation): boolean => {
    if (!outputs.some((id) => wanted.has(id))) return false;
    for (const id of inputs) wanted.add(id);
    return true;
  };
  return [...operations].reverse().filter(isNeeded).reverse();
}
