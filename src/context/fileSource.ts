/** How attached files are reached; VS Code's file systems in the product, a folder in tests. */
export interface FileSource {
  /** Without trust no attachment is read. */
  isTrusted(): boolean;
  /** Bytes. @throws {FileMissing} when there is no such file, any other error when it cannot be read */
  size(uri: string): Promise<number>;
  read(uri: string): Promise<Uint8Array>;
}

export class FileMissing extends Error {
  override name = 'FileMissing';
}
