import type { Message } from '../../protocol/api';
import { fullTime } from '../format/times';
import { CopyButton } from './CopyButton';
import { DamageMark, DamageNotice } from './DamageNotice';
import { Pictures } from './Picture';
import { useUnfolding } from './useUnfolding';
import { VersionSwitch } from './VersionSwitch';

const LONG_CHARACTERS = 1_500;
const LONG_LINES = 24;

function beginning(text: string): string {
  const lines = text.slice(0, LONG_CHARACTERS + 1).split('\n');
  if (lines.length > LONG_LINES) return lines.slice(0, LONG_LINES).join('\n');
  return text.length > LONG_CHARACTERS ? text.slice(0, LONG_CHARACTERS) : text;
}

/** Shown as it was typed: what a user writes is no Markdown. */
export function UserMessage({ message }: { message: Message }) {
  const [all, setAll] = useUnfolding('text');
  const short = beginning(message.text);
  const isLong = short.length < message.text.length;

  return (
    <article class="user-message" aria-label="You">
      <DamageNotice message={message} />
      <Pictures pictures={message.pictures} />
      {message.text && (
        <div class="bubble" title={fullTime(message.createdAt)}>
          {all || !isLong ? message.text : `${short}…`}
          {isLong && (
            <button class="text-button block" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? 'Show less' : 'Show all'}
            </button>
          )}
        </div>
      )}
      <DamageMark message={message} />
      <div class="message-actions">
        {message.text && <CopyButton text={message.text} what="message" />}
        <VersionSwitch message={message} />
      </div>
    </article>
  );
}
