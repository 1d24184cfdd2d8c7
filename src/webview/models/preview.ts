import { createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { AppHost, RequestPreview } from '../../protocol/api';
import type { ComposerPlace } from './composer';

/** Nobody reads figures while they type, and what a view needs to be drawn goes first. */
export const ASK_AFTER_MS = 300;

/** What sending the draft would take, as far as it is known. The last figures stay until there are newer ones. */
export const PreviewModel = createModel(
  (host: AppHost, place: ComposerPlace, text: ReadonlySignal<string>) => {
    const preview = signal<RequestPreview | null>(null);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking: AbortController | undefined;

    const drop = () => {
      clearTimeout(timer);
      asking?.abort();
    };
    /** Never rejects: figures that cannot be had are not shown, and sending says what is wrong. */
    const ask = async (): Promise<void> => {
      drop();
      const mine = new AbortController();
      asking = mine;
      const answer = await host
        .call('previewRequest', { ...place, text: text.value }, mine.signal)
        .catch(() => null);
      if (!mine.signal.aborted) preview.value = answer;
    };
    const askSoon = () => {
      drop();
      timer = setTimeout(() => void ask(), ASK_AFTER_MS);
    };
    /** What is sent depends on all that happens in this project; the model may be another for any reason. */
    const ifMine = (changed: { projectId: string }) =>
      void (changed.projectId === place.projectId && askSoon());
    const ifInChat = (changed: { chatId: string }) =>
      void (changed.chatId === place.chatId && askSoon());

    effect(() => text.subscribe(askSoon));
    effect(() => host.on('filesChanged', ifMine));
    effect(() => host.on('draftPicturesChanged', ifMine));
    effect(() => host.on('projectsChanged', ifMine));
    effect(() => host.on('modelChanged', askSoon));
    effect(() => host.on('trustChanged', askSoon));
    effect(() => host.on('limitsChanged', askSoon));
    effect(() => host.on('libraryChanged', askSoon));
    effect(() => host.on('messageChanged', ifInChat));
    effect(() => host.on('branchChanged', ifInChat));
    effect(() => drop);

    return { preview };
  },
);
export type PreviewModel = InstanceType<typeof PreviewModel>;
