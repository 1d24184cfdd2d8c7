import type { LanguageModel, SystemModelMessage } from 'ai';
import type { Fields } from './json';
import type { ModelRequest, SettingName } from './provider';
import type { Fetch } from './request';
import type { Server } from './server';

/** What sets one kind of provider apart from the others: the format that it speaks. */
export interface Wire {
  /** Found in the stream of an answer as soon as the server has said how it ended. */
  finishes: RegExp;
  /** Of the list of models, with its query, to be put behind the base URL. */
  listPath: string;
  /** What proves who asks. */
  keyHeaders(key: string | undefined): Record<string, string>;
  /** `hear` is given the events as they are, where the SDK does not read all of them. */
  model(
    server: Server & { model: string },
    fetch: Fetch,
    hear: (chunk: unknown) => void,
  ): LanguageModel;
  /** What the provider is told beyond what all are told, by the SDK's name for the provider. */
  options?(request: ModelRequest): ProviderOptionsOfSdk;
  /** Where the instructions are not one text. */
  instructions?(request: ModelRequest): SystemModelMessage[];
  /** What cannot be sent together with the rest. */
  excludes?(request: ModelRequest): SettingName[];
  /** What the SDK says otherwise than it should. */
  amend?(body: Fields, request: ModelRequest): Fields;
  /** Whether a model in the list can chat; without it, all can. */
  canChat?(id: string): boolean;
}

export type ProviderOptionsOfSdk = NonNullable<SystemModelMessage['providerOptions']>;
