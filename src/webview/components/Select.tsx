import type { JSX } from 'preact';
import { Icon } from './IconButton';

/** The browser's own list, under the arrow that VS Code's have. */
export const Select = (props: JSX.IntrinsicElements['select']) => (
  <span class="select-box">
    <select {...props} class="select" />
    <Icon name="chevron-down" />
  </span>
);
