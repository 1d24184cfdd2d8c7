import type { Locator } from 'playwright-core';
import { pngOf } from '../servers/pictures';
import { until } from './until';

export interface GivenFile {
  name: string;
  type: string;
  base64: string;
}

/** As the clipboard or the system's files give them to the message box. */
export async function giveFiles(box: Locator, how: 'paste' | 'drop', files: GivenFile[]) {
  // As long as the draft is being read, the box takes nothing.
  await until('the box takes files', () => box.isEditable());
  await box.evaluate(
    (element, { event, given }) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      const bubbles = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { ...bubbles, clipboardData: data })
          : new DragEvent('drop', { ...bubbles, dataTransfer: data }),
      );
    },
    { event: how, given: files },
  );
}

export const png = (name: string, width: number, height: number): GivenFile => ({
  ...{ name, type: 'image/png', base64: pngOf(width, height).toString('base64') },
});
