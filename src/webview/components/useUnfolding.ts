import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';

/** What was found in a message may be where it is folded. */
export interface FoundIn {
  text: boolean;
  reasoning: boolean;
}
export const FoundIn = createContext<FoundIn>({ text: false, reasoning: false });

/** Folded until the user opens it, or something is found in it. */
export function useUnfolding(part: keyof FoundIn): [boolean, (open: boolean) => void] {
  const isFound = useContext(FoundIn)[part];
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (isFound) setOpen(true);
  }, [isFound]);
  return [open, setOpen];
}
