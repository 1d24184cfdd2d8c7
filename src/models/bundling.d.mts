import type { Plugin } from 'esbuild';

export declare const slimModels: () => Plugin;
