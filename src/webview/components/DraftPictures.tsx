import type { Picture } from '../../protocol/api';
import { plural } from '../format/amounts';
import type { DraftPicturesModel } from '../models/draftPictures';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';
import { pictureName, usePictureUrl } from './Picture';

interface ChipProps {
  picture: Picture;
  readOnly: boolean;
  onRemove: () => void;
}

function PictureChip({ picture, readOnly, onRemove }: ChipProps) {
  const { host, act } = useSurroundings();
  const { pictureId, width, height } = picture;
  const url = usePictureUrl(pictureId);
  const name = pictureName(picture);
  const onKeyDown = (event: KeyboardEvent) => {
    if (readOnly || (event.key !== 'Delete' && event.key !== 'Backspace')) return;
    event.preventDefault();
    onRemove();
  };
  return (
    <li class="chip picture-chip">
      <button
        type="button"
        class="chip-name"
        title={`${name}, ${width} × ${height}`}
        aria-label={`${name}, picture, ${width} by ${height} pixels`}
        onKeyDown={onKeyDown}
        onClick={() => act(() => host.call('openPicture', { pictureId }))}
      >
        {url ? <img src={url} alt="" draggable={false} /> : <Icon name="file-media" />}
        <span class="ellipsis">{name}</span>
      </button>
      {!readOnly && (
        <button
          type="button"
          class="chip-remove"
          title={`Remove ${name}`}
          aria-label={`Remove ${name}`}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

interface Props {
  model: DraftPicturesModel;
  readOnly: boolean;
  /** The button that had the focus is gone. */
  onDone: () => void;
}

/** The pictures that go with the message that is being written. */
export function DraftPictures({ model, readOnly, onDone }: Props) {
  if (model.isEmpty.value) return null;
  const remove = (pictureId: string) => {
    onDone();
    void model.remove(pictureId); // keeps its own failure
  };
  return (
    <ul class="picture-chips" aria-label="Pictures of this message">
      {model.pictures.value.map((picture) => (
        <PictureChip
          key={picture.pictureId}
          picture={picture}
          readOnly={readOnly}
          onRemove={() => remove(picture.pictureId)}
        />
      ))}
      {model.coming.value > 0 && (
        <li class="chip picture-coming" role="status">
          <Icon name="loading codicon-modifier-spin" /> {plural(model.coming.value, 'picture')}
        </li>
      )}
    </ul>
  );
}
