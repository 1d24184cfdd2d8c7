import { brokenAnswers } from './brokenAnswers';
import { goodAnswers } from './goodAnswers';
import { modelLists } from './modelLists';
import { refusals } from './refusals';
import type { Reply, Script } from './script';

/** Every answer the server knows by name. */
export const chatReplies = { ...goodAnswers, ...brokenAnswers, ...refusals };
export type ChatReplyName = keyof typeof chatReplies;
export type ModelListName = keyof typeof modelLists;

/** By name, or made up by the test. What is left out is `fixed` and `one`. */
export interface ScriptChoice {
  chat?: ChatReplyName | Reply;
  models?: ModelListName | Reply;
}

/** For names that come from outside of the program. */
export function knownScript(chat: string, models: string): ScriptChoice {
  if (!isNameIn(chatReplies, chat)) throw new Error(`There is no script “${chat}”`);
  if (!isNameIn(modelLists, models)) throw new Error(`There is no list of models “${models}”`);
  return { chat, models };
}

const isNameIn = <T extends object>(table: T, name: string): name is keyof T & string =>
  Object.hasOwn(table, name);

export const chooseScript = ({ chat = 'fixed', models = 'one' }: ScriptChoice): Script => ({
  chat: typeof chat === 'string' ? chatReplies[chat] : chat,
  models: typeof models === 'string' ? modelLists[models] : models,
});
