import { useEffect, useState } from 'preact/hooks';
import type { Picture } from '../../protocol/api';
import { pictureUrl } from '../models/pictureUrls';
import { useSurroundings } from '../surroundings';
import { Icon, IconButton } from './IconButton';

/** The picture's address once it is here; null when it cannot be had. */
export function usePictureUrl(pictureId: string): string | null | undefined {
  const { host } = useSurroundings();
  const [url, setUrl] = useState<string | null>();
  useEffect(() => {
    let isShown = true;
    const show = (found: string | null) => void (isShown && setUrl(found));
    pictureUrl(host, pictureId).then(show, () => show(null));
    return () => void (isShown = false);
  }, [host, pictureId]);
  return url;
}

export const pictureName = ({ name }: Picture) => name || 'Picture';

interface Box {
  width: number;
  height: number;
}
const SENT: Box = { width: 200, height: 150 };
const MADE: Box = { width: 480, height: 480 };

/** As large as it is, or as the box. Known before it is loaded, so that nothing moves when it comes. */
function fit({ width, height }: Picture, box: Box) {
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: `${Math.max(24, width * scale)}px`, aspectRatio: `${width} / ${height}` };
}

function PictureView({ picture, box }: { picture: Picture; box: Box }) {
  const { host, act } = useSurroundings();
  const { pictureId, width, height } = picture;
  const url = usePictureUrl(pictureId);
  const name = pictureName(picture);
  const broken = () => (
    <span class="picture-broken">
      <Icon name="warning" /> {name} could not be read
    </span>
  );
  return (
    <li class="picture">
      <button
        type="button"
        class="picture-open"
        style={url === null ? {} : fit(picture, box)}
        title={`${name}, ${width} × ${height}. Open in an editor`}
        aria-label={`Open ${name}, ${width} by ${height} pixels`}
        onClick={() => act(() => host.call('openPicture', { pictureId }))}
      >
        {url === null ? broken() : url && <img src={url} alt={name} draggable={false} />}
      </button>
      {box === MADE && (
        <IconButton
          icon="save"
          label="Save picture as…"
          class="picture-save"
          onClick={() => act(() => host.call('savePicture', { pictureId }))}
        />
      )}
    </li>
  );
}

interface Props {
  pictures: readonly Picture[];
  /** A model made them; else the user has sent them. */
  made?: boolean;
}

export function Pictures({ pictures, made = false }: Props) {
  if (pictures.length === 0) return null;
  return (
    <ul class={made ? 'pictures made' : 'pictures'} aria-label="Pictures">
      {pictures.map((picture) => (
        <PictureView key={picture.pictureId} picture={picture} box={made ? MADE : SENT} />
      ))}
    </ul>
  );
}
