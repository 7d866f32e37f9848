import { expect, test } from 'vitest';
import { crc32c } from '../../../src/training/callbacks/crc32c.js';

// RFC 3720, B.4, and the check value of the polynomial.
test.each([
  { name: '32 bytes of zeros', bytes: new Uint8Array(32), crc: 0x8a9136aa },
  { name: '32 bytes of ones', bytes: new Uint8Array(32).fill(0xff), crc: 0x62a8ab43 },
  { name: '32 rising bytes', bytes: Uint8Array.from({ length: 32 }, (_, i) => i), crc: 0x46dd794e },
  { name: 'the digits 1 to 9', bytes: Buffer.from('123456789'), crc: 0xe3069283 },
  { name: 'no bytes', bytes: new Uint8Array(0), crc: 0 },
])('of $name', ({ bytes, crc }) => {
  expect(crc32c(bytes)).toBe(crc);
});
