import type { Attachment } from '../../protocol/api';
import { plural, shortTokens } from '../format/amounts';
import { useSurroundings } from '../surroundings';
import { AttachMenu } from './ContextChips';
import { AttachButtons, FilesTable } from './FilesTable';
import { Progress } from './states';

interface Props {
  projectId: string;
  files: readonly Attachment[] | undefined;
}

export function FilesTab({ projectId, files }: Props) {
  const { app } = useSurroundings();
  const writable = app.start.value?.readOnly === null;
  if (!files) return <Progress />;
  if (files.length === 0)
    return writable ? <AttachButtons projectId={projectId} /> : <p class="empty-note">No files.</p>;
  const tokens = files.reduce((sum, file) => sum + (file.tokens ?? 0), 0);
  const leftOut = files.filter((file) => file.why).length;
  return (
    <>
      <div class="tab-tools">
        <small class="grow">
          {plural(files.length, 'file')} · {shortTokens(tokens)} tokens when sent whole
          {leftOut > 0 && ` · ${leftOut} left out`}
        </small>
        {writable && <AttachMenu projectId={projectId} label="Attach" />}
      </div>
      <FilesTable files={files} />
    </>
  );
}
