import { isModelError, type Model } from './provider';
import { openaiCompatible } from './providers/openaiCompatible';
import type { Fetch } from './request';

export interface LocalServer {
  /** As shown. */
  name: string;
  baseUrl: string;
  models: Model[];
  /** It is there, but wants a key. */
  needsKey: boolean;
}

/** Where they listen when nobody has told them otherwise. */
const usualPorts: { name: string; port: number }[] = [
  { name: 'Ollama', port: 11434 },
  { name: 'LM Studio', port: 1234 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
];

/** On this computer an answer is there at once, or nobody is. */
const limits = { listMs: 1000, listLength: 4 * 1024 * 1024 };

/**
 * Asks the usual ports of this computer, all at once, for models; whoever is not there, or is something else, is left
 * out. Only for when a user wants to choose: nobody likes to be asked in the background.
 */
export async function findLocalServers(
  signal: AbortSignal,
  { fetch, ports = usualPorts }: { fetch?: Fetch; ports?: typeof usualPorts } = {},
): Promise<LocalServer[]> {
  const asked = ports.map(async ({ name, port }): Promise<LocalServer | undefined> => {
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const apiKey = async () => undefined;
    const provider = openaiCompatible({
      ...{ id: 'local', name, baseUrl, apiKey, limits },
      ...(fetch && { fetch }),
    });
    try {
      return { name, baseUrl, models: await provider.listModels(signal), needsKey: false };
    } catch (error) {
      // A web page that wants a password is no server of models.
      const wantsKey =
        isModelError(error) && error.action === 'setKey' && !error.response?.startsWith('<');
      return wantsKey ? { name, baseUrl, models: [], needsKey: true } : undefined;
    }
  });
  const found = await Promise.all(asked);
  signal.throwIfAborted();
  return found.filter((server) => server !== undefined);
}
