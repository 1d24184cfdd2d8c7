import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { format, resolveConfig } from 'prettier';
import type { ContenderEntry } from './contenders';
import type { Mistakes } from './mistakes';
import type { Sizes } from './sizes';
import { claims, latency, sizes, types } from './tables';
import type { Operation } from './workload';

export interface Measured {
  entry: ContenderEntry;
  version: string;
  medians: Record<Operation, number>;
  coldMs: number;
  sizes: Sizes;
  /** By compiler; none for those that have no types to speak of. */
  mistakes: Mistakes[];
}

const DOCUMENT = 'docs/orm-comparison.md';
/** Replaces what stands between a section's two comments; the words around them are written by hand. */
export async function writeReport(measured: Measured[]): Promise<void> {
  const sections = {
    conditions: conditions(),
    latency: latency(measured),
    sizes: sizes(measured),
    types: types(measured),
    claims: await claims(measured),
  };
  let text = readFileSync(DOCUMENT, 'utf8');
  for (const [name, content] of Object.entries(sections)) {
    const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- /measured: ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < 0) throw new Error(`${DOCUMENT} has no section "${name}".`);
    text = `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
  }
  const options = { ...(await resolveConfig(DOCUMENT)), filepath: DOCUMENT };
  writeFileSync(DOCUMENT, await format(text, options));
}

const conditions = () =>
  `Measured on ${new Date().toISOString().slice(0, 10)}: ${process.platform} ${process.arch}, ${availableParallelism()} cores, Node ${process.versions.node}. At the end ${loadavg()[1]?.toFixed(1)} programs wanted to run at a time, where one is this benchmark.`;
