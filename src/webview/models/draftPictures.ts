import { computed, createModel, effect, signal } from '@preact/signals';
import type { AppHost, Picture, PictureFile } from '../../protocol/api';
import { preparePicture } from '../pictures/prepare';
import { fromBase64 } from '../pictures/base64';
import { oneAtATime, sentence } from './attempts';
import type { ComposerPlace } from './composer';

/** A picture as it comes, from wherever. */
export interface GivenPicture {
  name: string;
  content: Blob;
}

/** The pictures that go with the next message. The library has them; this shows them. */
export const DraftPicturesModel = createModel((host: AppHost, place: ComposerPlace) => {
  const pictures = signal<readonly Picture[]>([]);
  const problem = signal<string>();
  /** How many are on their way into the draft. */
  const coming = signal(0);
  const isEmpty = computed(() => pictures.value.length === 0 && coming.value === 0);
  /** One after the other, so that they stay in their order. Never rejects. */
  let adding: Promise<void> = Promise.resolve();

  /** Never rejects. */
  const load = oneAtATime(async () => {
    try {
      pictures.value = (await host.call('draftPictures', place)) ?? [];
    } catch (error) {
      problem.value = sentence(error);
    }
  });

  const addOne = async ({ name, content }: GivenPicture) => {
    try {
      const limits = await host.call('pictureLimits', place);
      const data = await preparePicture({ name, content }, limits);
      await host.call('addPicture', { ...place, name, data });
    } catch (error) {
      problem.value = sentence(error);
    } finally {
      coming.value -= 1;
    }
  };

  const add = (given: GivenPicture[]): Promise<void> => {
    problem.value = undefined;
    coming.value += given.length;
    adding = given.reduce((before, one) => before.then(() => addOne(one)), adding).then(load);
    return adding;
  };

  /** What the extension read of files. Never rejects. */
  const addFiles = async (ask: () => Promise<PictureFile[]>): Promise<void> => {
    try {
      const files = await ask();
      await add(files.map(({ name, data }) => ({ name, content: new Blob([fromBase64(data)]) })));
    } catch (error) {
      problem.value = sentence(error);
    }
  };

  const remove = async (pictureId: string): Promise<void> => {
    problem.value = undefined;
    pictures.value = pictures.value.filter((picture) => picture.pictureId !== pictureId);
    try {
      await host.call('removePicture', { pictureId });
    } catch (error) {
      problem.value = sentence(error);
    }
    await load();
  };

  /** Resolves when those on their way are there, to whether all of them are. */
  const settle = async (): Promise<boolean> => {
    if (coming.value === 0) return true;
    await adding;
    return problem.value === undefined;
  };

  effect(() =>
    host.on('draftPicturesChanged', (changed) => {
      const isMine = changed.projectId === place.projectId && changed.chatId === place.chatId;
      if (isMine) void load(); // keeps its own failure
    }),
  );

  return { pictures, problem, coming, isEmpty, load, add, addFiles, remove, settle };
});
export type DraftPicturesModel = InstanceType<typeof DraftPicturesModel>;
