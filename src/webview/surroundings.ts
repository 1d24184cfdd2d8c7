import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppHost } from '../protocol/api';
import type { AppModel } from './models/app';
import type { ViewState } from './viewState';

/** What every component may reach, wherever it stands. */
export interface Surroundings {
  host: AppHost;
  app: AppModel;
  viewState: ViewState;
  /** Does what the user asked for; when it fails, the reason is shown on top of the view. */
  act(work: () => Promise<unknown>): void;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error('A component was drawn outside of the app.');
  return surroundings;
}
