import * as vscode from 'vscode';
import { SETTING_LABELS, SETTING_NAMES, settingText } from '../chat/typedSettings';
import { getReceipt } from '../db/requests';
import type { ModelSettings } from '../db/schema';
import { modelLabel } from '../models/modelId';
import type { Receipt } from '../protocol/api';
import type { App } from './app';

const SCHEME = 'better-gpt-receipt';

/** Receipts are read-only documents: what one request sent, to whom, for how many tokens. */
export async function renderReceipt(app: App, { query }: vscode.Uri): Promise<string> {
  return render(await readReceipt(app, query));
}

export async function showReceipt(receiptId: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/Receipt.md', query: receiptId });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

export async function readReceipt(app: App, receiptId: string): Promise<Receipt> {
  const { db } = await app.services();
  const { request, parts } = await getReceipt(db, receiptId);
  return {
    receiptId: request.id,
    messageId: request.messageId,
    model: request.model,
    temperature: request.temperature,
    maxTokens: request.maxTokens,
    settings: request.settings,
    inputTokens: request.inputTokens,
    outputTokens: request.outputTokens,
    cachedTokens: request.cachedTokens,
    reasoningTokens: request.reasoningTokens,
    isEstimated: request.isEstimated,
    costNanos: request.costNanos,
    savedNanos: request.savedNanos,
    dropped: request.dropped ?? [],
    durationMs: request.durationMs,
    createdAt: request.createdAt.getTime(),
    parts: parts.map(({ kind, label, hash, omitted }) => ({ kind, label, hash, omitted })),
  };
}

function render(receipt: Receipt): string {
  const figures = [
    ['Model', modelLabel(receipt.model)],
    ['Sent', new Date(receipt.createdAt).toLocaleString()],
    ...settings(receipt),
    ['Tokens sent', tokens(receipt, receipt.inputTokens)],
    ...(receipt.cachedTokens ? [['of them from the cache', receipt.cachedTokens]] : []),
    ['Tokens answered', tokens(receipt, receipt.outputTokens)],
    ...(receipt.reasoningTokens ? [['of them for thinking', receipt.reasoningTokens]] : []),
    ['Cost', dollars(receipt, receipt.costNanos)],
    ...saving(receipt),
    [
      'Time',
      receipt.durationMs === null ? 'unknown' : `${(receipt.durationMs / 1000).toFixed(1)} s`,
    ],
  ];
  const parts = receipt.parts.map(({ kind, label, hash, omitted }) => [
    kind,
    label,
    omitted === null ? `sent, SHA-256 \`${hash?.slice(0, 12) ?? ''}…\`` : `left out: ${omitted}`,
  ]);
  return [
    '# Receipt',
    table(['', ''], figures),
    '## What the model was given, in this order',
    table(['Part', 'Name', 'State'], parts),
  ].join('\n\n');
}

/** Those that the model does not take are told with their value. */
function settings({ temperature, maxTokens, settings: others, dropped }: Receipt): string[][] {
  const all: ModelSettings = {
    ...(temperature !== null && { temperature }),
    ...(maxTokens !== null && { maxTokens }),
    ...others,
  };
  return SETTING_NAMES.filter((name) => all[name] !== undefined).map((name) => {
    const left = dropped.includes(name) ? ', not sent: the model does not take it' : '';
    return [SETTING_LABELS[name], `${settingText(all, name)}${left}`];
  });
}

/** The first request that is remembered costs more, those that follow cost less. */
function saving(receipt: Receipt): string[][] {
  const { savedNanos } = receipt;
  if (!savedNanos) return [];
  const label = savedNanos > 0 ? 'Saved by the cache' : 'of it to fill the cache';
  return [[label, dollars(receipt, Math.abs(savedNanos))]];
}

/** What is not known says so; our own count is marked. */
const tokens = ({ isEstimated }: Receipt, count: number | null): string =>
  count === null ? 'unknown' : `${isEstimated ? '~' : ''}${count.toLocaleString('en-US')}`;

const dollars = ({ isEstimated }: Receipt, nanos: number | null): string =>
  nanos === null ? 'unknown' : `${isEstimated ? '~' : ''}$${(nanos / 1e9).toFixed(6)}`;

const table = (head: string[], rows: unknown[][]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');

/** File names are text here, whatever is in them. */
const cell = (value: unknown): string =>
  String(value)
    .replaceAll(/[|\\[\]<>*_]/g, String.raw`\$&`)
    .replaceAll('\n', ' ');
