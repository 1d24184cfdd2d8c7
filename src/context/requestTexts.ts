import type { Turn } from '../models/provider';
import { isSent, type ReadAttachment } from './attachments';
import { FILES_HEADING, showFile } from './request';

/** A part of a request as it is shown, and the texts that its tokens are counted by. */
export interface TextPart {
  label: string;
  texts: string[];
}

/**
 * What stands before the conversation, part by part. A file's text is a text of its own, so that it is counted once
 * wherever its tokens are shown.
 */
export function systemTexts(instructions: string, attachments: ReadAttachment[]): TextPart[] {
  const files = attachments.filter(isSent).map(({ row, text }, i) => ({
    label: row.path,
    texts: [...(i === 0 ? [FILES_HEADING] : []), showFile({ path: row.path, text: '' }), text],
  }));
  const told = instructions.trim();
  return told === '' ? files : [{ label: 'Instructions', texts: [told] }, ...files];
}

export const turnTexts = (turns: Turn[]): string[] => turns.map(({ text }) => text);

export const sum = (counts: number[]): number => counts.reduce((total, one) => total + one, 0);
