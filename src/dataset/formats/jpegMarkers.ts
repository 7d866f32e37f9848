/** A marker of a JPEG, the places of its first byte and behind its segment. */
export interface JpegMarker {
  marker: number;
  start: number;
  /** Behind the file, where the segment is cut short. */
  end: number;
}

/** The markers of a JPEG, from its first segment on; among pixels, those that stand there. */
export function* jpegMarkers(jpeg: Uint8Array): Generator<JpegMarker> {
  for (let start = nextMarker(jpeg, 2); start !== -1; ) {
    const marker = jpeg[start + 1]!;
    const end = start + 2 + (hasNoLength(marker) ? 0 : (jpeg[start + 2]! << 8) | jpeg[start + 3]!);
    yield { marker, start, end };
    start = nextMarker(jpeg, end);
  }
}

/** Among pixels, FF is followed by 0; before a marker, it may be repeated. -1 where no marker follows. */
function nextMarker(jpeg: Uint8Array, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at !== -1 && at + 3 < jpeg.length; at = jpeg.indexOf(0xff, at + 1)) {
    if (jpeg[at + 1] !== 0xff && jpeg[at + 1] !== 0) return at;
  }
  return -1;
}

const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
