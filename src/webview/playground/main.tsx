import type { AppHost } from '../../protocol/api';
import { connect } from '../connect';
import { mount } from '../mount';
import { createViewState } from '../viewState';
import '@vscode/codicons/dist/codicon.css';
import '../styles.css';
import { fakeHost } from './fakeHost';
import { states } from './states';
import './themes.css';

const THEMES = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

declare global {
  interface Window {
    /** Set it in the browser's console to see what the webview asks: `playgroundLog = console.log`. */
    playgroundLog?: (method: string, input: unknown) => void;
  }
}

/** `?state=chat&theme=light`; without a state, a list of them. */
function open(root: Element) {
  const query = new URLSearchParams(location.search);
  const make = states[query.get('state') ?? ''];
  const theme = THEMES.find((name) => name === query.get('theme')) ?? 'dark';
  document.documentElement.classList.add(`theme-${theme}`);
  document.body.classList.add(`vscode-${theme}`);
  if (theme.startsWith('high-contrast')) document.body.classList.add('vscode-high-contrast');
  if (!make) return listStates(root, theme);

  const library = make();
  document.body.classList.toggle('in-editor', library.start.surface !== 'sidebar');
  const host: AppHost = connect(fakeHost(library, (...asked) => window.playgroundLog?.(...asked)));
  let kept: unknown = library.kept;
  mount(root, host, createViewState({ getState: () => kept, setState: (next) => (kept = next) }));
}

function listStates(root: Element, theme: string) {
  for (const name of Object.keys(states)) {
    const link = document.createElement('a');
    link.href = `?state=${name}&theme=${theme}`;
    link.textContent = name;
    link.className = 'playground-link';
    root.append(link);
  }
}

const root = document.getElementById('root');
if (root) open(root);
