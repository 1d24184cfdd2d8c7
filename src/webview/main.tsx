import type { AppHost } from '../protocol/api';
import type { ToWebview } from '../protocol/rpc';
import { connect } from './connect';
import { mount } from './mount';
import './styles.css';
import { createViewState, type VsCodeApi } from './viewState';

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
const host: AppHost = connect({
  post: (message) => vscode.postMessage(message),
  listen: (receive) =>
    window.addEventListener('message', (event: MessageEvent<ToWebview>) => receive(event.data)),
});
const root = document.getElementById('root');
if (root) mount(root, host, createViewState(vscode));
