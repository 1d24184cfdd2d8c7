import * as vscode from 'vscode';
import { formatModelId, parseModelId } from '../../models/modelId';
import { isModelError, ModelError, type Model, type Provider } from '../../models/provider';
import {
  type BundleFiles,
  loadModels,
  loadPrices,
  type ModelsBundle,
  type PricesBundle,
} from './bundle';
import type { Cost, PriceOptions, Prices } from '../../models/prices';
import { Keys } from './keys';
import { forgetful, ModelMemory } from './modelMemory';
import { readPrices } from './prices';
import {
  readBrokenServers,
  readPatience,
  readServers,
  SERVERS_SETTING,
  type ServerSetting,
} from './servers';
import { VSCODE_ID, vscodeProvider } from './vscodeProvider';
import { WayOut } from './wayOut';

export interface ProviderModels {
  provider: Pick<Provider, 'id' | 'name'>;
  models: (Model & { modelId: string })[];
  /** Why there are none, as a sentence. */
  problem: string | null;
  /** A key would help. */
  needsKey: boolean;
}

/** The providers that are set up in this window. Search is not one of them: it needs a project. */
export class Models implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly keys: Keys;
  readonly memory: ModelMemory;
  private readonly subscriptions: vscode.Disposable[];
  readonly wayOut: WayOut;
  private isListingOwn = false;

  constructor(
    secrets: vscode.SecretStorage,
    private readonly files: BundleFiles,
    memento: vscode.Memento = forgetful(),
  ) {
    this.keys = new Keys(secrets);
    this.memory = new ModelMemory(memento);
    this.wayOut = new WayOut(files);
    this.subscriptions = [
      this.changed,
      vscode.lm.onDidChangeChatModels(() => {
        if (this.isListingOwn) this.listOwn();
        else this.changed.fire();
      }),
      secrets.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SERVERS_SETTING)) this.changed.fire();
      }),
    ];
  }

  /** Loaded when a server is first used: nothing of it is needed before. */
  bundle(): ModelsBundle {
    return loadModels(this.files);
  }

  /** Loaded when something is first priced. */
  prices(): PricesBundle {
    return loadPrices(this.files);
  }

  /** @throws {ModelError} when the model's provider is not set up */
  find(modelId: string): Provider {
    const { provider } = parseModelId(modelId);
    if (provider === VSCODE_ID) return vscodeProvider();
    const server = readServers().find(({ name }) => name === provider);
    if (server) return this.providerOf(server);
    const broken = readBrokenServers().find(({ name }) => name === provider);
    if (broken) {
      const sentence = `The server “${provider}” cannot be used as it is in the settings. ${broken.problem}`;
      throw new ModelError(sentence, 'manageModels');
    }
    const sentence = `No server called “${provider}” is set up. Choose another model, or add the server.`;
    throw new ModelError(sentence, 'chooseModel');
  }

  serverOf(modelId: string): ServerSetting | undefined {
    const { provider } = parseModelId(modelId);
    return readServers().find(({ name }) => name === provider);
  }

  /** What is known of a model without asking anybody: from the list that its provider sent last. */
  known(modelId: string): Model | undefined {
    const { provider, model } = parseModelId(modelId);
    if (provider === VSCODE_ID && !this.isListingOwn) this.listOwn();
    return this.memory.list(provider)?.models.find(({ id }) => id === model);
  }

  /** What a request has cost; null when its model's price is not known. */
  priceOf(modelId: string, usage: Parameters<PricesBundle['priceOf']>[0]): Cost | null {
    const asked = this.priced(modelId);
    return asked && this.prices().priceOf(usage, asked);
  }

  /** Of a million tokens; null when they are not known. */
  pricesOf(modelId: string): Prices | null {
    const asked = this.priced(modelId);
    return asked && this.prices().pricesOf(asked);
  }

  /** Asks every provider for its models; one that fails says why and does not keep the others waiting. */
  list(signal: AbortSignal): Promise<ProviderModels>[] {
    const providers = [
      vscodeProvider,
      ...readServers().map((server) => () => this.providerOf(server)),
    ];
    return providers.map((make) => this.listOne(make(), signal));
  }

  /** What they sent the last time, without asking. */
  keptLists(): ProviderModels[] {
    return readServers().flatMap(({ name }) => {
      const kept = this.memory.list(name);
      return kept ? [listing({ id: name, name }, kept.models)] : [];
    });
  }

  /** For a server that need not be in the settings yet; with a key that need not be kept yet. */
  providerOf({ name, kind, baseUrl, headers }: ServerSetting, key?: string): Provider {
    const { makeProvider, OTHER } = this.bundle();
    const silenceMs = readPatience();
    const apiKey = async () => key ?? (await this.keys.get(baseUrl));
    return makeProvider(kind ?? OTHER, {
      ...{ id: name, name, baseUrl, apiKey },
      ...(headers && { headers }),
      fetch: this.wayOut.fetch(),
      limits: { firstByteMs: silenceMs, stallMs: silenceMs },
    });
  }

  private priced(modelId: string): PriceOptions | null {
    const server = this.serverOf(modelId);
    if (!server) return null;
    const listed = this.known(modelId)?.price;
    return {
      modelId,
      asked: { model: parseModelId(modelId).model, baseUrl: server.baseUrl },
      ownPrices: readPrices(),
      ...(listed && { listed }),
    };
  }

  /** VS Code's own models, from when one of them is first in use: asking starts the extensions that have them. */
  private listOwn(): void {
    this.isListingOwn = true;
    const { signal } = new AbortController();
    void this.listOne(vscodeProvider(), signal).then(() => this.changed.fire());
  }

  private async listOne(provider: Provider, signal: AbortSignal): Promise<ProviderModels> {
    const { id, name } = provider;
    try {
      const models = await provider.listModels(signal);
      await this.memory.keepList(id, models);
      return listing({ id, name }, models);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const needsKey = isModelError(error) && error.action === 'setKey';
      return { provider: { id, name }, models: [], problem, needsKey };
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

function listing(provider: ProviderModels['provider'], models: Model[]): ProviderModels {
  const named = models.map((model) => ({
    ...model,
    modelId: formatModelId({ provider: provider.id, model: model.id }),
  }));
  return { provider, models: named, problem: null, needsKey: false };
}
