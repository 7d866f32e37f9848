import * as fs from 'node:fs/promises';
import { BinaryReader } from 'google-protobuf';
import { crc32c } from '../../training/callbacks/crc32c.js';
import { masked } from '../../training/callbacks/eventFile.js';

/** A scalar of an event file. */
export interface EventScalar {
  tag: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
  value: number;
}

export interface EventScalars {
  scalars: EventScalar[];
  /** Why the file could not be read to its end; undefined if it could. */
  ended?: string;
}

/** Length, its checksum, data, their checksum. Source: tensorflow/core/lib/io/record_writer.h. */
const HEADER = 12;
const FOOTER = 4;
/** Records of scalars have some dozens of bytes; graphs, images and histograms are larger and not read. */
const LARGEST_RECORD = 65_536;
/** A training of 1,000 epochs has some 10,000 scalars; each batch of a long one, a million. */
const MOST_SCALARS = 2_000_000;
/** Bytes of the record of the version: a time and `brain.Event:2`. Newer ones add the program that wrote them. */
const VERSION_RECORD = 64;
const DT_FLOAT = 1;
const DT_DOUBLE = 2;

/** Whether bytes begin with a record: the checksum of its length is right. */
function isRecord(bytes: Buffer): boolean {
  return bytes.length >= HEADER && bytes.readUInt32LE(8) === masked(crc32c(bytes.subarray(0, 8)));
}

/** Whether a file begins as those of TensorBoard do: with a record of their version. */
export function isEventFile(head: Buffer): boolean {
  return isRecord(head) && head.subarray(HEADER, HEADER + VERSION_RECORD).includes('brain.Event:');
}

/** Whether a file begins with a record of something else, such as a dataset in `tf.train.Example`. */
export function isOtherRecords(head: Buffer): boolean {
  return isRecord(head) && !isEventFile(head);
}

/**
 * Reads the scalars of a TensorBoard event file: `simple_value` of TensorFlow 1, tensors without shape of TensorFlow 2. What a
 * killed training left half written at the end is passed over.
 */
export async function readEventFile(file: string): Promise<EventScalars> {
  const handle = await fs.open(file);
  try {
    const { size } = await handle.stat();
    const scalars: EventScalar[] = [];
    for (let at = 0; at < size; ) {
      const record = await recordAt(handle, at, size);
      if ('ended' in record) return { scalars, ...record };
      scalars.push(...record.scalars);
      if (scalars.length > MOST_SCALARS) return { scalars, ended: `it holds more than ${MOST_SCALARS} scalars` };
      at = record.end;
    }
    return { scalars };
  } finally {
    await handle.close();
  }
}

async function recordAt(
  handle: fs.FileHandle,
  at: number,
  size: number,
): Promise<{ scalars: EventScalar[]; end: number } | { ended: string }> {
  const cutOff = { ended: 'its last record is cut off' };
  const corrupt = { ended: `the record at byte ${at} is corrupt` };
  if (size - at < HEADER + FOOTER) return cutOff;
  const header = Buffer.alloc(HEADER);
  await handle.read(header, 0, HEADER, at);
  if (!isRecord(header)) return corrupt;
  const length = Number(header.readBigUInt64LE(0));
  const end = at + HEADER + length + FOOTER;
  if (end > size) return cutOff;
  if (length > LARGEST_RECORD) return { scalars: [], end };
  const data = Buffer.alloc(length + FOOTER);
  await handle.read(data, 0, data.length, at + HEADER);
  const event = data.subarray(0, length);
  if (data.readUInt32LE(length) !== masked(crc32c(event))) return corrupt;
  return { scalars: scalarsOf(event), end };
}

/** Scalars of an event. Field numbers: tensorflow/core/util/event.proto and framework/summary.proto. */
function scalarsOf(event: Uint8Array): EventScalar[] {
  let wallTime = 0;
  let step = 0;
  const values: { tag: string; value: number }[] = [];
  fields(new BinaryReader(event), {
    1: (reader) => {
      wallTime = reader.readDouble();
    },
    2: (reader) => {
      step = reader.readInt64();
    },
    5: (reader) =>
      fields(new BinaryReader(reader.readBytes() as Uint8Array), {
        1: (summary) => {
          const value = scalarOf(summary.readBytes() as Uint8Array);
          if (value !== undefined) values.push(value);
        },
      }),
  });
  return values.map(({ tag, value }) => ({ tag, step, wallTime, value }));
}

function scalarOf(bytes: Uint8Array): { tag: string; value: number } | undefined {
  let tag = '';
  let value: number | undefined;
  fields(new BinaryReader(bytes), {
    1: (reader) => {
      tag = reader.readString();
    },
    2: (reader) => {
      value = reader.readFloat();
    },
    8: (reader) => {
      value = tensorOf(reader.readBytes() as Uint8Array);
    },
  });
  return value === undefined ? undefined : { tag, value };
}

/** The number of a tensor of one float. Source: tensorflow/core/framework/tensor.proto. */
function tensorOf(bytes: Uint8Array): number | undefined {
  let type = 0;
  let content: Uint8Array | undefined;
  const values: number[] = [];
  fields(new BinaryReader(bytes), {
    1: (reader) => {
      type = reader.readEnum();
    },
    4: (reader) => {
      content = reader.readBytes() as Uint8Array;
    },
    5: (reader) => values.push(...(reader.isDelimited() ? reader.readPackedFloat() : [reader.readFloat()])),
    6: (reader) => values.push(...(reader.isDelimited() ? reader.readPackedDouble() : [reader.readDouble()])),
  });
  if (content !== undefined && content.length > 0) {
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    if (type === DT_FLOAT && content.length === 4) return view.getFloat32(0, true);
    if (type === DT_DOUBLE && content.length === 8) return view.getFloat64(0, true);
    return undefined;
  }
  return values.length === 1 ? values[0] : undefined;
}

/** Reads the fields of a message that are named, and passes over the others. */
function fields(reader: BinaryReader, read: Readonly<Record<number, (reader: BinaryReader) => unknown>>): void {
  while (reader.nextField() && !reader.isEndGroup()) {
    const field = read[reader.getFieldNumber()];
    if (field === undefined) reader.skipField();
    else field(reader);
  }
}
