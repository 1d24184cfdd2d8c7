/**
 * Leaves out of dist/models.js what the AI SDK brings along and we never use: the words of zod's errors in fifty
 * languages, and Vercel's gateway, to which the SDK would send a model that is given by its name only.
 *
 * @returns {import('esbuild').Plugin}
 */
export const slimModels = () => ({
  name: 'slim-models',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: '',
    }));
    build.onLoad({ filter: /[\\/]@ai-sdk[\\/]gateway[\\/]dist[\\/]index\.js$/ }, () => ({
      contents: noGateway,
    }));
  },
});

const noGateway = `
export class GatewayError extends Error { static isInstance() { return false; } }
export class GatewayAuthenticationError extends GatewayError {}
export const createGateway = () => { throw new Error('There is no gateway here; pass a model object'); };
export const gateway = undefined;
`;
