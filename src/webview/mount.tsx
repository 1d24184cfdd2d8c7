import { effect } from '@preact/signals';
import { render } from 'preact';
import type { AppHost } from '../protocol/api';
import { App } from './components/App';
import { AppModel } from './models/app';
import { SurroundingsContext } from './surroundings';
import { paintCode } from './themeColours';
import type { ViewState } from './viewState';

/** Draws the whole webview into an element. */
export function mount(root: Element, host: AppHost, viewState: ViewState): AppModel {
  const app = new AppModel(host, viewState);
  const act = (work: () => Promise<unknown>) => void app.attempt(work); // keeps its own failure
  void app.load(); // keeps its own failure
  effect(() => paintCode(app.start.value?.colours ?? {}));
  host.on('themeChanged', (colours) => paintCode(colours));
  render(
    <SurroundingsContext.Provider value={{ host, app, viewState, act }}>
      <App />
    </SurroundingsContext.Provider>,
    root,
  );
  return app;
}
