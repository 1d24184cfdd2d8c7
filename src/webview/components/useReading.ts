import { useEffect } from 'preact/hooks';
import { useSurroundings } from '../surroundings';

/** Reads at first, and again when everything on show is to be. `read` keeps its own failure, and what is typed. */
export function useReading(read: () => Promise<unknown>): void {
  const { app } = useSurroundings();
  const reading = app.readings.value;
  useEffect(() => void read(), [read, reading]);
}
