import type { Message } from '../../protocol/api';
import { plural } from '../format/amounts';
import { timeLeft, withoutAdvice } from '../format/retries';
import type { ChatModel } from '../models/chat';
import type { ProjectModel } from '../models/project';
import { Composer } from './Composer';
import { FindBar } from './FindBar';
import { MessageList } from './MessageList';
import { Failure, Progress } from './states';
import { useFind } from './useFind';

const LONGEST_SPOKEN = 1_000;

function spokenProblem({ problem }: Message): string | undefined {
  if (problem?.retryAt === undefined) return problem?.sentence;
  const wait = timeLeft(problem.retryAt - Date.now());
  return `${withoutAdvice(problem.sentence)} Trying again in ${wait}.`;
}

const textOf = ({ text }: Message) => text.slice(0, LONGEST_SPOKEN);
const picturesIn = ({ pictures: { length } }: Message) =>
  length === 0 ? '' : plural(length, 'picture');

/** Tells screen readers of an answer once, when it is whole. */
function Announcer({ chat }: { chat: ChatModel }) {
  const message = chat.finished.value;
  const words = message && (spokenProblem(message) ?? (textOf(message) || picturesIn(message)));
  return (
    <div class="screen-reader" aria-live="polite">
      {message && `${message.model ?? 'The model'}: ${words ?? ''}`}
    </div>
  );
}

function Messages({ chat, chatId }: { chat: ChatModel; chatId: string }) {
  const { find, asked, close } = useFind(chatId);
  const problem = chat.problem.value;
  if (!chat.chat.value && problem) return <Failure sentence={problem} onRetry={chat.open} />;
  return (
    <>
      {chat.running.value > 0 && <Progress />}
      {find && <FindBar find={find} asked={asked} onClose={close} />}
      {chat.chat.value && chat.messages.value.length === 0 ? (
        <p class="chat-empty">Nothing is written here yet.</p>
      ) : (
        <MessageList chat={chat} chatId={chatId} find={find} />
      )}
      {problem && <Failure sentence={problem} onRetry={chat.open} />}
    </>
  );
}

interface Props {
  chat: ChatModel;
  project: ProjectModel;
  place: { projectId: string; chatId: string };
}

/** A chat and the box to write in. */
export function ChatPane({ chat, project, place }: Props) {
  return (
    <section class="chat-pane" aria-label={chat.chat.value?.title ?? 'Chat'}>
      <Messages chat={chat} chatId={place.chatId} />
      <Announcer chat={chat} />
      {chat.chat.value && (
        <Composer
          place={place}
          files={project.files.value ?? []}
          projectName={project.project.value?.name}
          streaming={chat.streaming.value}
          onSent={() => void (chat.hasNewer.value && chat.showEnd())} // keeps its own failure
        />
      )}
    </section>
  );
}
