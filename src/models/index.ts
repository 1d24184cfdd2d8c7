/** What the extension loads when a model is first needed, and not before: dist/models.js. */
export { type Discovery, type DiscoverOptions, discoverModels } from './discover';
export { openaiCompatible, type OpenaiCompatibleOptions } from './openaiCompatible';
export { readAddress, type TypedAddress } from './baseUrl';
