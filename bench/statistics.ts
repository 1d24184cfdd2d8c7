import { availableParallelism, loadavg } from 'node:os';

export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const percentile = (values: number[], percent: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1] ?? Number.NaN;

export const rounded = (value: number): number => Number(value.toPrecision(3));

/** How long it took, in milliseconds. */
export async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Beside the measurements, not among them. */
export function reportMachine(): void {
  const load = loadavg().map((value) => value.toFixed(1));
  console.error(`${availableParallelism()} processors, load ${load.join(', ')}`);
}
