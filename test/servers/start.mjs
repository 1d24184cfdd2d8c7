// Starts the scripted server as a program: node test/servers/start.mjs --port 8080 --script fixed --log requests.jsonl
import { registerHooks } from 'node:module';

// Node strips the types by itself, but wants the ending that our imports leave out.
registerHooks({
  resolve: (specifier, context, next) =>
    next(/^\.{1,2}\/[^.]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});
await import('./program.ts');
