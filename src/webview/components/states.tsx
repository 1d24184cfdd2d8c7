import type { ComponentChildren } from 'preact';
import { Icon, IconButton } from './IconButton';

/** Thin, and only seen when something takes longer than a moment. */
export const Progress = () => <div class="progress" role="progressbar" aria-label="Loading" />;

interface FailureProps {
  sentence: string;
  onRetry: () => Promise<unknown>;
  /** What else may help. */
  children?: ComponentChildren;
}

export function Failure({ sentence, onRetry, children }: FailureProps) {
  return (
    <div class="failure" role="alert">
      <Icon name="error" />
      <span>{sentence}</span>
      {/* What is retried keeps its own failure. */}
      <button class="text-button" onClick={() => void onRetry()}>
        Retry
      </button>
      {children}
    </div>
  );
}

interface BannerProps {
  icon: string;
  children: ComponentChildren;
  action?: { label: string; run: () => void };
}

export function Banner({ icon, children, action }: BannerProps) {
  return (
    <div class="banner" role="note">
      <Icon name={icon} />
      <span class="grow">{children}</span>
      {action && (
        <button class="text-button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

interface NoticeProps {
  sentence: string;
  action?: { label: string; run: () => void } | undefined;
  onClose: () => void;
}

export function Notice({ sentence, action, onClose }: NoticeProps) {
  return (
    <div class="notice" role="alert">
      <Icon name="error" />
      <span class="grow">{sentence}</span>
      {action && (
        <button class="text-button" onClick={action.run}>
          {action.label}
        </button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={onClose} />
    </div>
  );
}
