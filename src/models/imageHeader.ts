export interface ImageHeader {
  /** As in `image/png`. */
  mediaType: string;
  /** In pixels. */
  width: number;
  height: number;
}

/** What the bytes of a picture say of it; undefined when they are none that every model takes. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header = readers.map((read) => read(view)).find((found) => found !== undefined);
    return header && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends too early
    throw error;
  }
}

type Read = (view: DataView) => ImageHeader | undefined;

const textAt = (view: DataView, at: number, length: number) =>
  String.fromCharCode(...Array.from({ length }, (_, i) => view.getUint8(at + i)));

const png: Read = (view) => {
  if (view.getUint32(0) !== 0x89504e47 || textAt(view, 12, 4) !== 'IHDR') return undefined;
  return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
};

const gif: Read = (view) => {
  if (!/^GIF8[79]a$/.test(textAt(view, 0, 6))) return undefined;
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  return { mediaType: 'image/gif', width, height };
};

const webp: Read = (view) => {
  if (textAt(view, 0, 4) !== 'RIFF' || textAt(view, 8, 4) !== 'WEBP') return undefined;
  const [width, height] = webpSize(view);
  return { mediaType: 'image/webp', width, height };
};

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(view: DataView): [number, number] {
  const kind = textAt(view, 12, 4);
  if (kind === 'VP8X') return [24, 27].map((at) => uint24(view, at) + 1) as [number, number];
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
}

const uint24 = (view: DataView, at: number) =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

/** The segments that begin a frame; what lies before them is skipped by its length. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpeg: Read = (view) => {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { mediaType: 'image/jpeg', width, height };
    }
    // Bytes that fill up are no segment.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
};

const readers: Read[] = [png, jpeg, gif, webp];
