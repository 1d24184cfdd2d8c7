import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Jump, Place, Start } from '../../protocol/api';
import type { ViewState } from '../viewState';
import { createAttempts } from './attempts';

/** What this webview is and where it stands. */
export const AppModel = createModel((host: AppHost, viewState: ViewState) => {
  const start = signal<Start>();
  const place = signal<Place>({ projectId: null, chatId: null });
  const tab = signal<Start['tab']>('overview');
  const trusted = signal(true);
  /** The search is on show instead of what is open. */
  const searching = signal(viewState.search()?.isOpen ?? false);
  const jump = signal<Omit<Jump, 'id'>>();
  /** How often everything on show was read. */
  const readings = signal(0);
  const begin = createAttempts();
  const acts = createAttempts();

  const load = () =>
    begin.attempt(async () => {
      const answer = await host.call('start', {});
      place.value = answer.place;
      viewState.keepPlace(answer.place);
      tab.value = viewState.tabFor(answer.tab);
      trusted.value = answer.trusted;
      start.value = answer;
      if (answer.searchAsked) hearSearchAsked(answer.searchAsked);
      if (answer.jump) hearJumpAsked(answer.jump);
    });
  const readAnew = async () => {
    await load();
    // Every reading of a library that cannot be opened would try to open it.
    if (begin.problem.value === undefined) readings.value += 1;
  };
  const hearSearchAsked = (id: string) => {
    if (viewState.isSearchAsked(id)) searching.value = true;
  };
  const hearJumpAsked = (asked: Jump) => {
    if (asked.chatId === place.value.chatId && viewState.isJumpAsked(asked.id)) jump.value = asked;
  };

  const follows = (surface: Start['surface']) => start.value?.surface === surface;
  const showTab = (next: Start['tab']) => {
    tab.value = next;
    viewState.keepTab(next);
  };
  const followTab = (asked: { projectId: string; tab: Start['tab'] }) => {
    if (!follows('panel') || asked.projectId !== place.value.projectId) return;
    viewState.tabFor(asked.tab);
    showTab(asked.tab);
  };
  const dismissProblem = () => {
    acts.problem.value = undefined;
  };

  /** A chat in an editor stays, but may go to another project. */
  const followPlace = (next: Place) => {
    const isMoved = follows('editor') && next.chatId === place.value.chatId;
    if (isMoved) viewState.keepPlace(next);
    if (isMoved || follows('sidebar')) place.value = next;
  };
  effect(() => host.on('placeChanged', followPlace));
  effect(() => host.on('tabChanged', followTab));
  effect(() =>
    host.on('searchAsked', ({ id }) => void (follows('sidebar') && hearSearchAsked(id))),
  );
  effect(() => host.on('jumpAsked', (asked) => void (follows('editor') && hearJumpAsked(asked))));
  effect(() => host.on('libraryChanged', () => void readAnew())); // keeps its own failure
  effect(() => host.on('trustChanged', (next) => void (trusted.value = next.trusted)));
  effect(() =>
    host.on('projectsChanged', () => {
      // Without a project on show, what to offer depends on how many there are; `load` keeps its own failure.
      if (start.value && place.value.projectId === null) void load();
    }),
  );

  return {
    start,
    place,
    tab,
    trusted,
    searching,
    jump,
    readings,
    startProblem: begin.problem,
    problem: acts.problem,
    offer: acts.offer,
    attempt: acts.attempt,
    load,
    readAnew,
    showTab,
    dismissProblem,
  };
});
export type AppModel = InstanceType<typeof AppModel>;
