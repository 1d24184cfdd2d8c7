/** Contents by name, those that were kept first go when there is no more room. */
export class KeptBytes {
  private readonly kept = new Map<string, Uint8Array>();
  private total = 0;

  /** Of all together, in bytes. */
  constructor(private readonly room: number) {}

  get(name: string): Uint8Array | undefined {
    return this.kept.get(name);
  }

  keep(name: string, bytes: Uint8Array): void {
    this.drop(name);
    this.kept.set(name, bytes);
    this.total += bytes.length;
    for (const first of this.kept.keys()) if (this.total > this.room) this.drop(first);
  }

  private drop(name: string): void {
    this.total -= this.kept.get(name)?.length ?? 0;
    this.kept.delete(name);
  }
}
