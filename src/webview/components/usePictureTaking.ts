import { useState } from 'preact/hooks';
import type { DraftPicturesModel, GivenPicture } from '../models/draftPictures';
import { useSurroundings } from '../surroundings';

const given = (files: Iterable<File>): GivenPicture[] =>
  [...files].map((file) => ({ name: file.name === 'image.png' ? '' : file.name, content: file }));

/** As VS Code's explorer gives addresses, and as everybody else does. */
const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];

const isFileDrag = ({ dataTransfer }: DragEvent) =>
  dataTransfer?.types.some((type) => type === 'Files' || URI_LISTS.includes(type)) ?? false;

const urisOf = (data: DataTransfer) =>
  (URI_LISTS.map((type) => data.getData(type)).find(Boolean) ?? '')
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith('#'))
    .slice(0, 200);

/** Pictures that are pasted or dropped go with the message. */
export function usePictureTaking(model: DraftPicturesModel, projectId: string, isOn: boolean) {
  const { host } = useSurroundings();
  const [over, setOver] = useState(false);

  const paste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    // Of what a table or a text document gives, the words are meant.
    if (!isOn || !data || data.files.length === 0 || data.getData('text/plain')) return;
    event.preventDefault();
    void model.add(given(data.files)); // keeps its own failures, as the next do
  };
  const take = (event: DragEvent) => {
    setOver(false);
    const data = event.dataTransfer;
    if (!isOn || !data || !isFileDrag(event)) return;
    event.preventDefault();
    const uris = urisOf(data);
    if (data.files.length > 0) void model.add(given(data.files));
    else if (uris.length > 0)
      void model.addFiles(() => host.call('dropFiles', { projectId, uris }));
  };
  const show = (event: DragEvent) => {
    if (!isOn || !isFileDrag(event)) return;
    event.preventDefault();
    setOver(true);
  };
  return {
    over,
    paste,
    drop: { onDragEnter: show, onDragOver: show, onDragLeave: () => setOver(false), onDrop: take },
  };
}
