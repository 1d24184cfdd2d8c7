import type { Plugin } from 'esbuild';

export declare const slimModels: () => Plugin;
export declare const packedRanks: () => Plugin;
export declare function packRanks(ranks: (string | number[])[]): Buffer;
