import { createRequire } from 'node:module';

export type ModelsBundle = typeof import('../../models');

const load = createRequire(__filename);

/** The model layer is a bundle of its own, so that activation does not pay for it. Node keeps what it loaded. */
export const loadBundle = (file: string): ModelsBundle => load(file) as ModelsBundle;
