import type { Message } from '../../protocol/api';
import { figures, saving } from '../format/amounts';
import { withSources } from '../format/sources';
import { Markdown } from '../markdown/Markdown';
import { useSurroundings } from '../surroundings';
import { AnswerEnding } from './AnswerEnding';
import { CopyButton } from './CopyButton';
import { DamageMark, DamageNotice } from './DamageNotice';
import { Icon, IconButton } from './IconButton';
import { Pictures } from './Picture';
import { Reasoning } from './Reasoning';
import { Sources } from './Sources';
import { VersionSwitch } from './VersionSwitch';

function Head({ message }: { message: Message }) {
  const { host, act } = useSurroundings();
  const { isSearch } = message;
  const known = message.figures;
  const saved = known ? saving(known) : '';
  const parts = [...(isSearch ? ['no model was asked'] : []), ...(known ? figures(known) : [])];

  return (
    <header class="answer-head">
      <span class="answer-by">
        <Icon name={isSearch ? 'search' : 'sparkle'} />
        <span class="ellipsis">{message.model ?? 'Answer'}</span>
      </span>
      {parts.length > 0 && (
        <button
          class="figures"
          disabled={!known}
          title={`Show what the model was sent${saved && ` (the provider’s cache ${saved})`}`}
          onClick={() =>
            known && act(() => host.call('showReceipt', { requestId: known.requestId }))
          }
        >
          {parts.join(' · ')}
          {saved && <span class="saving"> · {saved}</span>}
        </button>
      )}
    </header>
  );
}

/** What ended badly has its own Retry. */
const offersRetry = ({ status }: Message) => status === 'done' || status === 'stopped';

function Footer({ message }: { message: Message }) {
  const { host, act, app } = useSurroundings();
  const { messageId, chatId, figures: known } = message;
  const { projectId } = app.place.value;
  const writable = app.start.value?.readOnly === null;
  return (
    <footer class="message-actions">
      {message.text && <CopyButton text={withSources(message)} what="answer" />}
      {writable && offersRetry(message) && (
        <IconButton
          icon="refresh"
          label="Answer again"
          onClick={() => act(() => host.call('regenerate', { messageId }))}
        />
      )}
      {writable && (
        <IconButton
          icon="arrow-swap"
          label="Answer again with another model…"
          onClick={() => act(() => host.call('regenerateWith', { messageId }))}
        />
      )}
      {known && (
        <IconButton
          icon="note"
          label="Show receipt"
          onClick={() => act(() => host.call('showReceipt', { requestId: known.requestId }))}
        />
      )}
      {writable && message.isSearch && (
        <button
          class="text-button"
          onClick={() => act(() => host.call('selectModel', { projectId, chatId }))}
        >
          Ask a model instead
        </button>
      )}
      <VersionSwitch message={message} />
    </footer>
  );
}

export function Answer({ message }: { message: Message }) {
  const streaming = message.status === 'streaming';
  const hasPictures = message.pictures.length > 0;
  const silent = streaming && !message.text && !message.reasoning && !hasPictures;
  return (
    <article
      class="answer"
      aria-label={`Answer by ${message.model ?? 'the model'}`}
      aria-busy={streaming}
    >
      <Head message={message} />
      <DamageNotice message={message} />
      {message.reasoning && (
        <Reasoning
          text={message.reasoning}
          thinking={streaming && !message.text}
          ms={message.reasoningMs}
        />
      )}
      {silent && (
        <p class="waiting">
          {message.isSearch ? 'Searching…' : `Waiting for ${message.model ?? 'the model'}…`}
        </p>
      )}
      {message.text && (
        <div class={streaming ? 'arriving' : undefined}>
          <Markdown text={message.text} ended={!streaming} />
        </div>
      )}
      <Pictures pictures={message.pictures} made />
      <Sources message={message} />
      <DamageMark message={message} />
      <AnswerEnding message={message} />
      {!streaming && <Footer message={message} />}
    </article>
  );
}
