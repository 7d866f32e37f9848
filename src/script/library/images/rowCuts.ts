import { keyOf } from '../../syntax/keyOf.js';
import type { RowStep } from './flow.js';

/** What steps of rows cut off, as a text that is the same for the same cut. */
export function cutsText(rows: readonly RowStep[]): string {
  return rows.flatMap(cutOf).join(', ');
}

function cutOf(row: RowStep): string[] {
  switch (row.kind) {
    case 'take':
    case 'skip':
      return [`${row.kind} ${row.count.value ?? keyOf(row.place)}`];
    case 'slice':
    case 'split':
    case 'shard':
    case 'filter':
    case 'unknown':
    case 'joined':
      return [`${row.kind} ${row.kind === 'split' ? row.part : ''} ${keyOf(row.place)}`];
    default:
      return [];
  }
}
