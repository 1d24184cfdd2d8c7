/** What the extension loads when a model is first needed, and not before: dist/models.js. */
export { type Discovery, type DiscoverOptions, discoverModels } from './discover';
export { anthropic } from './providers/anthropic';
export { google } from './providers/google';
export { openai } from './providers/openai';
export { openaiCompatible } from './providers/openaiCompatible';
export { type ProviderOptions } from './sdkProvider';
export { readAddress, type TypedAddress } from './baseUrl';
export { readKey } from './server';
export { kinds, makeProvider, OTHER, type ProviderKind } from './kinds';
export { findLocalServers, type LocalServer } from './localServers';
