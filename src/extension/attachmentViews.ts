import { isSent, type ReadAttachment, readAttachments } from '../context/attachments';
import { indexAttachments } from '../context/passageIndex';
import type { FileSource } from '../context/fileSource';
import { listFiles } from '../db/files';
import type { Db } from '../db/open';
import { UserError } from '../db/userError';
import type { TokenCounter } from '../models/tokens';
import type { Attachment, events } from '../protocol/api';
import type { Publish } from '../protocol/rpc';

/** Files that change together, as in a checkout, are announced together. In milliseconds. */
const GATHER = 150;
const COUNTS_KEPT = 2_000;

/** A project's attachments as the webviews show them: their state now, and their tokens once counted. */
export class AttachmentViews {
  /** Tokens by content hash. */
  private readonly counts = new Map<string, number>();
  /** Projects by the uris that they were last listed with. */
  private readonly shown = new Map<string, Set<string>>();
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly source: FileSource,
    private readonly tokens: Pick<TokenCounter, 'count'>,
    private readonly publish: Publish<typeof events>,
    private readonly log: (error: unknown) => void,
  ) {}

  async list(projectId: string): Promise<Attachment[]> {
    const rows = await listFiles(this.db, projectId);
    for (const { uri } of rows) this.remember(uri, projectId);
    const read = await readAttachments(this.db, this.source, rows);
    void this.countMissing(projectId, read).catch(this.log);
    void this.index(projectId, read).catch(this.log);
    return read.map((attachment) => this.toAttachment(attachment));
  }

  fileChanged = (uri: string): void => {
    for (const projectId of this.shown.get(uri) ?? []) this.waiting.add(projectId);
    if (this.waiting.size === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.announce(), GATHER);
  };

  private announce(): void {
    for (const projectId of this.waiting) this.publish('filesChanged', { projectId });
    this.waiting.clear();
  }

  private remember(uri: string, projectId: string): void {
    const projects = this.shown.get(uri) ?? new Set();
    this.shown.set(uri, projects.add(projectId));
  }

  /** What is attached is found, also before anything was asked about it. */
  private async index(projectId: string, read: ReadAttachment[]): Promise<void> {
    try {
      await indexAttachments(this.db, projectId, read);
    } catch (error) {
      // A library that cannot be written to has its own banner.
      if (!(error instanceof UserError)) throw error;
    }
  }

  private async countMissing(projectId: string, read: ReadAttachment[]): Promise<void> {
    const uncounted = read.filter(isSent).filter(({ hash }) => !this.counts.has(hash));
    if (uncounted.length === 0) return;
    const counts = await this.tokens.count(uncounted.map(({ text }) => text));
    if (this.counts.size > COUNTS_KEPT) this.counts.clear();
    uncounted.forEach(({ hash }, i) => this.counts.set(hash, counts[i] ?? 0));
    this.publish('filesChanged', { projectId });
  }

  private toAttachment(attachment: ReadAttachment): Attachment {
    const { row, state } = attachment;
    const sent = isSent(attachment);
    return {
      fileId: row.id,
      projectId: row.projectId,
      uri: row.uri,
      path: row.path,
      mode: row.mode,
      state,
      why: sent ? null : attachment.why,
      size: sent ? attachment.bytes.length : attachment.size,
      tokens: sent ? (this.counts.get(attachment.hash) ?? null) : null,
      addedAt: row.createdAt.getTime(),
    };
  }
}
