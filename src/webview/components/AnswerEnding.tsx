import type { AppHost, Message } from '../../protocol/api';
import { timeLeft, withoutAdvice } from '../format/retries';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';
import { useTimeUntil } from './useTimeUntil';

type Action = NonNullable<NonNullable<Message['problem']>['action']>;

interface Offer {
  label: string;
  run(host: AppHost, message: Message, projectId: string | null): Promise<unknown>;
}

const ACTIONS: Record<Exclude<Action, 'retry'>, Offer> = {
  setKey: {
    label: 'Set Key',
    run: (host, { modelId }) => host.call('setApiKey', { model: modelId ?? '' }),
  },
  chooseModel: {
    label: 'Choose Model',
    run: (host, { chatId }, projectId) => host.call('selectModel', { projectId, chatId }),
  },
  manageModels: { label: 'Manage Models', run: (host) => host.call('manageModels', {}) },
  changeLimit: {
    label: 'Change Limit',
    run: (host) => host.call('changeLimit', { projectId: null }),
  },
  changeProjectLimit: {
    label: 'Change Limit',
    run: (host, _, projectId) => host.call('changeLimit', { projectId }),
  },
  trust: { label: 'Manage Trust', run: (host) => host.call('manageTrust', {}) },
};

const SHORTEN: Offer = {
  label: 'Shorten',
  run: async (host, _, projectId) =>
    projectId === null ? undefined : host.call('openPanel', { projectId, tab: 'files' }),
};
const SHOW_RESPONSE: Offer = {
  label: 'Show Response',
  run: (host, { messageId }) => host.call('showResponse', { messageId }),
};
const CONTINUE: Offer = {
  label: 'Continue',
  run: (host, { messageId }) => host.call('continueAnswer', { messageId }),
};
const RETRY: Offer = {
  label: 'Retry',
  run: (host, { messageId }) => host.call('regenerate', { messageId }),
};
const NOW: Offer = {
  label: 'Now',
  run: (host, { messageId }) => host.call('retryNow', { messageId }),
};
const STOP: Offer = {
  label: 'Stop',
  run: (host, { messageId }) => host.call('stopRetry', { messageId }),
};

const SENTENCES: Partial<Record<Message['status'], string>> = {
  failed: 'The answer failed.',
  interrupted: 'The answer was interrupted before it was whole.',
  stopped: 'Stopped.',
};

function offersFor(message: Message, { isWritable }: { isWritable: boolean }): Offer[] {
  const { problem, text, isSearch } = message;
  const { action, remedy, response } = problem ?? {};
  return [
    ...(action && action !== 'retry' ? [ACTIONS[action]] : []),
    ...(remedy === 'shorten' ? [SHORTEN] : []),
    ...(remedy === 'showResponse' && response ? [SHOW_RESPONSE] : []),
    ...(isWritable && text !== '' && !isSearch ? [CONTINUE] : []),
    ...(isWritable ? [RETRY] : []),
  ];
}

/** How an answer ended when it did not end well, and what can be done about it. */
export function AnswerEnding({ message }: { message: Message }) {
  const { app } = useSurroundings();
  const { status, problem } = message;
  const left = useTimeUntil(status === 'failed' ? problem?.retryAt : undefined);
  const sentence = problem?.sentence ?? SENTENCES[status];
  if (!sentence) return null;

  const failed = status === 'failed';
  const isWritable = app.start.value?.readOnly === null;
  return (
    <div class={`ending ${failed ? 'failed' : ''}`} role="group" aria-label="Problem">
      <Icon name={failed ? 'error' : 'warning'} />
      {left === undefined ? (
        <span class="ending-text">{sentence}</span>
      ) : (
        // The chat's announcer has said it once.
        <span class="ending-text ticking" role="timer" aria-live="off">
          {withoutAdvice(sentence)}{' '}
          {left > 0 ? `Trying again in ${timeLeft(left)}.` : 'Trying again…'}
        </span>
      )}
      {left === undefined ? (
        <Offers message={message} offers={offersFor(message, { isWritable })} />
      ) : (
        <Offers message={message} offers={isWritable ? [NOW, STOP] : []} />
      )}
    </div>
  );
}

function Offers({ message, offers }: { message: Message; offers: Offer[] }) {
  const { host, act, app } = useSurroundings();
  const { projectId } = app.place.value;
  return (
    <span class="ending-actions">
      {offers.map(({ label, run }) => (
        <button
          key={label}
          class="text-button"
          onClick={() => act(() => run(host, message, projectId))}
        >
          {label}
        </button>
      ))}
    </span>
  );
}
