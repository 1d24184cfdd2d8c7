import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

type Options = VirtualizerOptions<HTMLDivElement, HTMLDivElement>;
type Given = Pick<Options, 'count' | 'getScrollElement' | 'estimateSize' | 'getItemKey'> &
  Partial<Options>;

/** Where nothing is laid out yet, a screenful is drawn all the same. */
const ASSUMED_HEIGHT = 600;

const observeRect: Options['observeElementRect'] = (instance, report) =>
  observeElementRect(instance, (rect) =>
    report({ width: rect.width, height: rect.height || ASSUMED_HEIGHT }),
  );

/** What is hidden has no size; what was assumed of it holds until it is seen. */
const measure: NonNullable<Options['measureElement']> = (element, entry, instance) =>
  measureElement(element, entry, instance) ||
  instance.options.estimateSize(instance.indexFromElement(element));

/** Draws only what is on screen. */
export function useVirtualizer(given: Given) {
  const [, redraw] = useReducer((drawn: number, _: void) => drawn + 1, 0);
  const options: Options = {
    observeElementRect: observeRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement: measure,
    overscan: 4,
    ...given,
    onChange: (instance, sync) => {
      redraw();
      given.onChange?.(instance, sync);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
