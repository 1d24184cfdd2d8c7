import type { Ref } from 'preact';

interface Props {
  icon: string;
  /** What it does; its tooltip and its name for screen readers. */
  label: string;
  onClick: (event: MouseEvent) => void;
  disabled?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  popup?: 'menu' | 'dialog' | 'listbox';
  class?: string;
  buttonRef?: Ref<HTMLButtonElement>;
  tabIndex?: number;
}

export const Icon = ({ name }: { name: string }) => (
  <span class={`codicon codicon-${name}`} aria-hidden="true" />
);

export function IconButton({ icon, label, buttonRef, pressed, expanded, popup, ...props }: Props) {
  return (
    <button
      {...props}
      type="button"
      ref={buttonRef ?? null}
      class={`icon-button ${props.class ?? ''}`}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={popup}
    >
      <Icon name={icon} />
    </button>
  );
}
