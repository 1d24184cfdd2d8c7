/** Made by scripts/extensionHost.mjs from the files there are. */
declare module 'all-tests' {
  export const files: { name: string; load: () => void }[];
}
