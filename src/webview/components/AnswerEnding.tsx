import type { AppHost, Message } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';

type Action = NonNullable<NonNullable<Message['problem']>['action']>;

interface Offer {
  label: string;
  run(host: AppHost, message: Message, projectId: string | null): Promise<unknown>;
}

const OFFERS: Record<Exclude<Action, 'retry'>, Offer> = {
  setKey: {
    label: 'Set Key',
    run: (host, { modelId }) => host.call('setApiKey', { model: modelId ?? '' }),
  },
  chooseModel: {
    label: 'Choose Model',
    run: (host, { chatId }, projectId) => host.call('selectModel', { projectId, chatId }),
  },
  manageModels: { label: 'Manage Models', run: (host) => host.call('manageModels', {}) },
  trust: { label: 'Manage Trust', run: (host) => host.call('manageTrust', {}) },
};

const SENTENCES: Partial<Record<Message['status'], string>> = {
  failed: 'The answer failed.',
  interrupted: 'The answer was interrupted before it was whole.',
  stopped: 'Stopped.',
};

/** How an answer ended when it did not end well, and what can be done about it. */
export function AnswerEnding({ message }: { message: Message }) {
  const { host, act, app } = useSurroundings();
  const { status, problem, messageId } = message;
  const sentence = problem?.sentence ?? SENTENCES[status];
  if (!sentence) return null;

  const failed = status === 'failed';
  const offer = problem?.action && problem.action !== 'retry' ? OFFERS[problem.action] : undefined;
  const { projectId } = app.place.value;
  return (
    <div class={`ending ${failed ? 'failed' : ''}`} role="group" aria-label="Problem">
      <Icon name={failed ? 'error' : 'warning'} />
      <span class="ending-text">{sentence}</span>
      <span class="ending-actions">
        {offer && (
          <button
            class="text-button"
            onClick={() => act(() => offer.run(host, message, projectId))}
          >
            {offer.label}
          </button>
        )}
        {app.start.value?.readOnly === null &&
          message.text !== '' &&
          message.model !== 'Search' && (
            <button
              class="text-button"
              onClick={() => act(() => host.call('continueAnswer', { messageId }))}
            >
              Continue
            </button>
          )}
        {app.start.value?.readOnly === null && (
          <button
            class="text-button"
            onClick={() => act(() => host.call('regenerate', { messageId }))}
          >
            Retry
          </button>
        )}
      </span>
    </div>
  );
}
