import { useEffect, useState } from 'preact/hooks';

/** Who waits for us may be a moment late; whoever is later than this does not come. In milliseconds. */
const GRACE = 2_000;

/** Milliseconds until this time, anew with each second; negative in the moment after it, then undefined. */
export function useTimeUntil(at: number | undefined): number | undefined {
  const [, setNow] = useState(0);
  const left = at === undefined ? -Infinity : at - Date.now();
  const isOver = left <= -GRACE;
  useEffect(() => {
    if (isOver) return;
    const tick = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(tick);
  }, [at, isOver]);
  return isOver ? undefined : left;
}
