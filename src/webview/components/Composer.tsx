import { useModel } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Attachment, RequestPreview } from '../../protocol/api';
import type { Offer } from '../../protocol/rpc';
import { take } from '../models/attempts';
import { ComposerModel, type ComposerPlace } from '../models/composer';
import { ModelInUse } from '../models/modelInUse';
import { PreviewModel } from '../models/preview';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { ContextChips } from './ContextChips';
import { DraftPictures } from './DraftPictures';
import { Icon, IconButton } from './IconButton';
import { RequestFigures } from './RequestFigures';
import { usePictureTaking } from './usePictureTaking';

const TALLEST_PX = 260;

interface Props {
  place: ComposerPlace;
  files: readonly Attachment[];
  projectName: string | undefined;
  streaming?: boolean;
  onSent?: () => void;
}

function useFlushBeforeLeaving(flush: () => Promise<void>) {
  useEffect(() => {
    const leave = () => void flush(); // the model keeps its own failure
    const events = ['blur', 'pagehide'] as const;
    for (const name of events) window.addEventListener(name, leave);
    document.addEventListener('visibilitychange', leave);
    return () => {
      for (const name of events) window.removeEventListener(name, leave);
      document.removeEventListener('visibilitychange', leave);
    };
  }, [flush]);
}

/** The box has the focus when the view has it; it never takes it from the editor. */
function useFocusWithTheView(box: RefObject<HTMLTextAreaElement | null>) {
  useEffect(() => {
    const focus = () => {
      if (document.hasFocus() && document.activeElement === document.body) box.current?.focus();
    };
    focus();
    window.addEventListener('focus', focus);
    return () => window.removeEventListener('focus', focus);
  }, [box]);
}

const changeLimit = (refusal: RequestPreview | null): Offer | undefined =>
  refusal?.limit
    ? { label: 'Change Limit', method: 'changeLimit', input: refusal.limit }
    : undefined;

interface ProblemProps {
  composer: ComposerModel;
  place: ComposerPlace;
  /** With why what is typed would be refused. */
  preview: RequestPreview | null;
}

function Problem({ composer, place, preview }: ProblemProps) {
  const { host, act } = useSurroundings();
  const { draft, pictures } = composer;
  const own = composer.problem.value ?? draft.problem.value ?? pictures.problem.value;
  const sentence = own ?? preview?.problem;
  const offer = own ? composer.offer.value : changeLimit(preview);
  return (
    <div role="alert" class={sentence ? 'composer-problem' : undefined}>
      {sentence}{' '}
      {sentence && offer && (
        <button type="button" class="text-button" onClick={() => act(() => take(host, offer))}>
          {offer.label}
        </button>
      )}
      {sentence && !composer.loaded.value && (
        <button type="button" class="text-button" onClick={() => void composer.load()}>
          Retry
        </button>
      )}
      {!own && preview?.action === 'chooseModel' && (
        <button
          type="button"
          class="text-button"
          onClick={() => act(() => host.call('selectModel', place))}
        >
          Choose Model
        </button>
      )}
    </div>
  );
}

/** The model that would answer here, and what it is asked with. */
function ModelButtons({ place }: { place: ComposerPlace }) {
  const { host, act, app } = useSurroundings();
  const model = useModel(() => new ModelInUse(host, place));
  useReading(model.load);
  const name = model.name.value ?? (model.failed.value ? 'Choose model' : '');
  const own = model.settings.value;
  const what = place.chatId ? 'Settings of this chat' : 'Settings of this project';
  return (
    <>
      <button
        type="button"
        class="model-button"
        title={`Choose the model that answers${name && `, now ${name}`}`}
        aria-label={`Model: ${name}`}
        onClick={() => act(() => host.call('selectModel', place))}
      >
        <span class="ellipsis">{name}</span>
        <Icon name="chevron-down" />
      </button>
      <IconButton
        icon="settings"
        class={own.length > 0 ? 'marked' : ''}
        label={[what, own.join(', ')].filter(Boolean).join(': ')}
        disabled={app.start.value?.readOnly !== null}
        onClick={() => act(() => host.call('openSettings', place))}
      />
    </>
  );
}

/** The box to write in; it grows with its text. */
export function Composer({ place, files, projectName, streaming = false, onSent }: Props) {
  const { host, act, app } = useSurroundings();
  const composer = useModel(() => new ComposerModel(host, place));
  const request = useModel(() => new PreviewModel(host, place, composer.draft.text));
  const box = useRef<HTMLTextAreaElement>(null);
  const { draft, sending, pictures } = composer;
  const readOnly = app.start.value?.readOnly !== null;
  const preview = readOnly ? null : request.preview.value;
  const empty = !draft.text.value.trim() && pictures.isEmpty.value;
  const taking = usePictureTaking(pictures, place.projectId, !readOnly && composer.loaded.value);

  useReading(composer.load);
  useFlushBeforeLeaving(draft.flush);
  useFocusWithTheView(box);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(TALLEST_PX, element.scrollHeight)}px`;
  }, [draft.text.value]);

  const send = async () => {
    if (readOnly) return;
    if (await composer.submit()) onSent?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: the Enter that ends a composition, where browsers do not say so themselves.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    void send(); // the model keeps its own failure
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send(); // the model keeps its own failure
      }}
    >
      <Problem composer={composer} place={place} preview={preview} />
      <div class={`composer-box ${taking.over ? 'dropping' : ''}`} {...taking.drop}>
        <ContextChips projectId={place.projectId} files={files} pictures={pictures} />
        <DraftPictures model={pictures} readOnly={readOnly} onDone={() => box.current?.focus()} />
        <textarea
          ref={box}
          rows={2}
          aria-label="Message"
          placeholder={projectName ? `Ask about ${projectName}…` : 'Ask…'}
          value={draft.text.value}
          readOnly={readOnly || !composer.loaded.value}
          onInput={(event) => draft.type(event.currentTarget.value)}
          onBlur={() => void draft.flush()}
          onKeyDown={onKeyDown}
          onPaste={taking.paste}
        />
        <div class="composer-row">
          <ModelButtons place={place} />
          <span class="grow" />
          {!!preview?.inputTokens && <RequestFigures preview={preview} />}
          {streaming && place.chatId && (
            <IconButton
              icon="debug-stop"
              label="Stop"
              class="send stop"
              onClick={() => act(() => host.call('stopAnswer', { chatId: place.chatId ?? '' }))}
            />
          )}
          {(!streaming || !empty) && (
            <button
              class="send"
              type="submit"
              title={streaming ? 'Stop the answer and send (Enter)' : 'Send (Enter)'}
              aria-label="Send"
              disabled={empty || sending.value || readOnly}
            >
              <Icon name="arrow-up" />
            </button>
          )}
        </div>
      </div>
    </form>
  );
}
