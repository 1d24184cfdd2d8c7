import type { Picture } from '../../protocol/api';
import { newId } from './library';

/** A real PNG, blue all over. */
export const BLUE =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAoCAIAAADBrGu+AAAAV0lEQVR4nO3PUQkAIBTAwNfJtKbVEH4cwmABbrP2+brhgga0oAEtaEALGtCCBrSgAS1oQAsa0IIGtKABLWhACxrQgga0oAEtaEALGtCCBrSgAS1oQAseu5XI7wB3bXI0AAAAAElFTkSuQmCC';

export const makePicture = (change: Partial<Picture> = {}): Picture => ({
  pictureId: newId(),
  mediaType: 'image/png',
  width: 640,
  height: 400,
  name: 'screenshot.png',
  ...change,
});
