import type { SecretStorage } from 'vscode';

/** API keys: in SecretStorage and nowhere else, each bound to the origin it was given for. */
export class Keys {
  constructor(private readonly secrets: SecretStorage) {}

  async get(baseUrl: string): Promise<string | undefined> {
    return this.secrets.get(nameOf(baseUrl));
  }

  async set(baseUrl: string, key: string): Promise<void> {
    await this.secrets.store(nameOf(baseUrl), key);
  }

  async remove(baseUrl: string): Promise<void> {
    await this.secrets.delete(nameOf(baseUrl));
  }
}

const nameOf = (baseUrl: string) => `betterGpt.key:${new URL(baseUrl).origin}`;
