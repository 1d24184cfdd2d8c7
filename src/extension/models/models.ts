import * as vscode from 'vscode';
import { formatModelId, parseModelId } from '../../models/modelId';
import { ModelError, type Model, type Provider } from '../../models/provider';
import { type ModelsBundle, loadBundle } from './bundle';
import { Keys } from './keys';
import { readServers, SERVERS_SETTING, type ServerSetting } from './servers';
import { VSCODE_ID, vscodeProvider } from './vscodeProvider';

export interface ProviderModels {
  provider: Pick<Provider, 'id' | 'name'>;
  models: (Model & { modelId: string })[];
  /** Why there are none, as a sentence. */
  problem: string | null;
}

/** The providers that are set up in this window. Search is not one of them: it needs a project. */
export class Models implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly keys: Keys;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    secrets: vscode.SecretStorage,
    private readonly bundleFile: string,
  ) {
    this.keys = new Keys(secrets);
    this.subscriptions = [
      this.changed,
      vscode.lm.onDidChangeChatModels(() => this.changed.fire()),
      secrets.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SERVERS_SETTING)) this.changed.fire();
      }),
    ];
  }

  /** Loaded when a server is first used: nothing of it is needed before. */
  bundle(): ModelsBundle {
    return loadBundle(this.bundleFile);
  }

  /** @throws {ModelError} when the model's provider is not set up */
  find(modelId: string): Provider {
    const { provider } = parseModelId(modelId);
    if (provider === VSCODE_ID) return vscodeProvider();
    const server = readServers().find(({ name }) => name === provider);
    if (server) return this.serverProvider(server);
    const sentence = `No server called “${provider}” is set up. Choose another model, or add the server.`;
    throw new ModelError(sentence, 'chooseModel');
  }

  serverOf(modelId: string): ServerSetting | undefined {
    const { provider } = parseModelId(modelId);
    return readServers().find(({ name }) => name === provider);
  }

  /** Asks every provider for its models; one that fails says why and does not keep the others waiting. */
  list(signal: AbortSignal): Promise<ProviderModels>[] {
    const providers = [
      vscodeProvider,
      ...readServers().map((server) => () => this.serverProvider(server)),
    ];
    return providers.map((make) => this.listOne(make(), signal));
  }

  private async listOne(provider: Provider, signal: AbortSignal): Promise<ProviderModels> {
    const { id, name } = provider;
    try {
      const models = await provider.listModels(signal);
      const named = models.map((model) => ({
        ...model,
        modelId: formatModelId({ provider: id, model: model.id }),
      }));
      return { provider: { id, name }, models: named, problem: null };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { provider: { id, name }, models: [], problem };
    }
  }

  private serverProvider({ name, baseUrl }: ServerSetting): Provider {
    const apiKey = () => this.keys.get(baseUrl);
    return this.bundle().openaiCompatible({ id: name, name, baseUrl, apiKey });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
