import { useSurroundings } from '../surroundings';
import { IconButton } from './IconButton';

interface Props {
  code: string;
  language: string;
  /** The path that stands behind the fence. */
  file: string | undefined;
}

/** What ties a block of code to the editor. */
export function CodeActions({ code, language, file }: Props) {
  const { host, act } = useSurroundings();
  return (
    <>
      <IconButton
        icon="insert"
        label="Insert at the cursor"
        onClick={() =>
          act(() => host.call('insertCode', { code, language: language.slice(0, 100) }))
        }
      />
      <IconButton
        icon="git-pull-request-go-to-changes"
        label={`Apply to ${file ?? 'the editor'}…`}
        onClick={() => act(() => host.call('applyCode', { code, file: file ?? null }))}
      />
    </>
  );
}
