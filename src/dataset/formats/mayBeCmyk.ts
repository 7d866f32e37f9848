import { jpegMarkers } from './jpegMarkers.js';

/**
 * Whether a file may hold CMYK: a JPEG of four components, or a TIFF. Reading the header with sharp would add a third to
 * the time that a small image takes to decode.
 */
export function mayBeCmyk(file: Uint8Array): boolean {
  const [first, second] = file;
  const isTiff = (first === 0x49 && second === 0x49) || (first === 0x4d && second === 0x4d);
  if (isTiff) return true;
  const isJpeg = first === 0xff && second === 0xd8;
  return isJpeg && numComponents(file) === 4;
}

/** Components of a JPEG, from its start of frame; undefined where there is none. */
function numComponents(file: Uint8Array): number | undefined {
  for (const { marker, start } of jpegMarkers(file)) {
    // C0 to CF begin a frame, except for the tables C4 and CC, and C8, which is not in use.
    if (marker === 0xc0 || (marker > 0xc0 && marker <= 0xcf && marker % 4 !== 0)) return file[start + 9];
  }
  return undefined;
}
