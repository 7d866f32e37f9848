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
  let at = 2;
  while (at + 9 < file.length) {
    // Bytes may be filled in before a marker.
    if (file[at] !== 0xff || file[at + 1] === 0xff) {
      at++;
      continue;
    }
    const marker = file[at + 1]!;
    // C0 to CF begin a frame, except for the tables C4, C8 and CC.
    const isFrame = marker === 0xc0 || (marker > 0xc0 && marker <= 0xcf && marker % 4 !== 0);
    if (isFrame) return file[at + 9];
    const hasLength = marker !== 0x01 && (marker < 0xd0 || marker > 0xd9);
    at += hasLength ? 2 + ((file[at + 2]! << 8) | file[at + 3]!) : 2;
  }
  return undefined;
}
