import { createModel, effect, signal } from '@preact/signals';
import type { AppHost } from '../../protocol/api';
import type { Offer } from '../../protocol/rpc';
import { offerOf, sentence } from './attempts';
import { DraftModel } from './draft';
import { DraftPicturesModel } from './draftPictures';

export interface ComposerPlace {
  projectId: string;
  /** Null: the first message makes the chat. */
  chatId: string | null;
}

/** What the user is about to say. */
export const ComposerModel = createModel((host: AppHost, { projectId, chatId }: ComposerPlace) => {
  const draft = new DraftModel((text) =>
    chatId
      ? host.call('saveDraft', { chatId, draft: text })
      : host.call('saveProjectDraft', { projectId, draft: text }),
  );
  const pictures = new DraftPicturesModel(host, { projectId, chatId });
  const problem = signal<string>();
  const offer = signal<Offer>();
  const sending = signal(false);
  /** Nothing is typed over a draft that has not been read yet. */
  const loaded = signal(false);

  const readDraft = async () =>
    chatId
      ? (await host.call('openChat', { chatId, limit: 1 })).draft
      : (await host.call('openProject', { projectId })).draft;
  const load = async () => {
    problem.value = undefined;
    try {
      await draft.read(readDraft);
      loaded.value = true;
      await pictures.load();
    } catch (error) {
      problem.value = sentence(error);
    }
  };

  const submit = async (): Promise<boolean> => {
    const text = draft.text.value;
    if (sending.value || (!text.trim() && pictures.isEmpty.value)) return false;
    sending.value = true;
    problem.value = undefined;
    offer.value = undefined;
    try {
      await draft.flush();
      // What could not be added is looked at first.
      if (!(await pictures.settle())) return false;
      const pictureIds = pictures.pictures.value.map(({ pictureId }) => pictureId);
      const sent = chatId
        ? await host.call('sendMessage', { chatId, text, pictureIds })
        : await host.call('sendFirstMessage', { projectId, text, pictureIds });
      if (sent === null) return false;
      draft.forget(text);
      pictures.problem.value = undefined;
      return true;
    } catch (error) {
      problem.value = sentence(error);
      offer.value = offerOf(error);
      return false;
    } finally {
      sending.value = false;
    }
  };

  /** A limit that stood in the way is another now; the preview tells when it still does. */
  const forgetLimit = () => {
    if (offer.value) problem.value = undefined;
    offer.value = undefined;
  };

  effect(() => host.on('limitsChanged', forgetLimit));
  effect(() => host.on('projectsChanged', forgetLimit));
  effect(() =>
    host.on('draftChanged', (changed) => {
      if (changed.projectId !== projectId && !chatId) return;
      if (changed.chatId === chatId && !sending.value) draft.hear(changed.draft);
    }),
  );
  // The view is going; what is typed must not.
  effect(() => () => void draft.flush());

  return { draft, pictures, problem, offer, sending, loaded, load, submit };
});
export type ComposerModel = InstanceType<typeof ComposerModel>;
