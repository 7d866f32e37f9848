import { BinaryWriter } from 'google-protobuf';
import { crc32c } from './crc32c.js';

/** What TensorBoard reads at the start of a file. Source: tensorflow/core/util/events_writer.h. */
const FILE_VERSION = 'brain.Event:2';

/** The record that an event file begins with. */
export function versionRecord(wallTime: number): Uint8Array {
  return record(event(wallTime, (writer) => writer.writeString(3, FILE_VERSION)));
}

/**
 * A scalar of a step, as a record of an event file.
 *
 * Source: tensorflow/core/util/event.proto and framework/summary.proto, whose field numbers stand here.
 *
 * @param wallTime seconds since 1970
 */
export function scalarRecord(wallTime: number, step: number, tag: string, value: number): Uint8Array {
  return record(
    event(wallTime, (writer) => {
      writer.writeInt64(2, step);
      writer.writeMessage(5, tag, () => {
        writer.writeMessage(1, tag, () => {
          writer.writeString(1, tag);
          writer.writeFloat(2, value);
        });
      });
    }),
  );
}

function event(wallTime: number, write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  writer.writeDouble(1, wallTime);
  write(writer);
  return writer.getResultBuffer();
}

/**
 * A TFRecord: length, its checksum, data, their checksum.
 *
 * Source: tensorflow/core/lib/io/record_writer.h.
 */
function record(data: Uint8Array): Uint8Array {
  const result = Buffer.alloc(8 + 4 + data.length + 4);
  result.writeBigUInt64LE(BigInt(data.length), 0);
  result.writeUInt32LE(masked(crc32c(result.subarray(0, 8))), 8);
  result.set(data, 12);
  result.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return result;
}

/** A checksum as records hold it. Source: tensorflow/core/lib/hash/crc32c.h, `Mask`. */
export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
