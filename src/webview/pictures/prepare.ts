import { toBase64 } from './base64';
import { isSvg, type Kind, kindOf } from './kind';

interface Limits {
  /** In pixels. */
  longEdge: number;
  /** Of the content. */
  bytes: number;
}

/** A photo of today has some 10 MB. */
const FILE_BYTES = 30_000_000;
const HEAD_BYTES = 1_024;
/** Below this there is nothing left to see. */
const SHORTEST = 64;

/**
 * A picture as a model takes it, in base64. What is drawn anew has lost its place, camera and date with it.
 * @throws {Error} with the sentence for the user
 */
export async function preparePicture(
  { name, content }: { name: string; content: Blob },
  limits: Limits,
): Promise<string> {
  const called = name ? `“${name}”` : 'This';
  const kind = await checkedKind(called, name, content);
  const bitmap = await createImageBitmap(content).catch(() => {
    throw new Error(`${called} is no picture that can be read.`);
  });
  try {
    const fits = Math.max(bitmap.width, bitmap.height) <= limits.longEdge;
    // Screenshots, mostly: nothing is lost and nothing is hidden in them.
    const asIs = kind === 'png' && fits && content.size <= limits.bytes;
    const fitting = asIs ? content : await drawnToFit(bitmap, kind, limits);
    if (!fitting) throw new Error(`${called} is too large for a message, however it is scaled.`);
    return toBase64(new Uint8Array(await fitting.arrayBuffer()));
  } finally {
    bitmap.close();
  }
}

async function checkedKind(called: string, name: string, content: Blob): Promise<Kind> {
  if (content.size > FILE_BYTES) {
    const megabytes = Math.round(content.size / 1_000_000);
    throw new Error(`${called} has ${megabytes} MB; a picture may have 30 MB.`);
  }
  const head = new Uint8Array(await content.slice(0, HEAD_BYTES).arrayBuffer());
  if (isSvg(name, head)) {
    throw new Error(
      `${called} is an SVG, which no model can be shown. Attach it as a file, or as a PNG.`,
    );
  }
  const kind = kindOf(head);
  if (!kind) throw new Error(`${called} is no picture that can be read.`);
  return kind;
}

/** Sharp edges stay sharp as long as there is room for them; then it is a photo, then a smaller one. */
async function drawnToFit(
  bitmap: ImageBitmap,
  kind: Kind,
  { longEdge, bytes }: Limits,
): Promise<Blob | undefined> {
  let scale = Math.min(1, longEdge / Math.max(bitmap.width, bitmap.height));
  const isPhoto = kind === 'jpeg';
  if (!isPhoto) {
    const sharp = await draw(bitmap, scale, 'image/png', 1);
    if (sharp.size <= bytes) return sharp;
  }
  for (; scale * Math.max(bitmap.width, bitmap.height) >= SHORTEST; scale *= 0.7) {
    for (const quality of [0.9, 0.75]) {
      const photo = await draw(bitmap, scale, 'image/jpeg', quality);
      if (photo.size <= bytes) return photo;
    }
  }
  return undefined;
}

function draw(bitmap: ImageBitmap, scale: number, type: string, quality: number): Promise<Blob> {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context)
    throw new Error('This window cannot draw pictures now. Close others and try again.');
  if (type === 'image/jpeg') {
    // What is transparent would become black.
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type, quality });
}
