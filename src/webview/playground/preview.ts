import type { RequestPreview } from '../../protocol/api';
import type { Library } from './library';

/** About as a tokenizer would. */
const tokensOf = (text: string) => Math.ceil(text.length / 4);

export function previewRequest(library: Library, text: string): RequestPreview | null {
  if (library.model === 'search') return null;
  const { contextTokens, price } = library;
  const history = library.messages.map((message) => tokensOf(message.text));
  const parts = [
    { label: 'Instructions', tokens: tokensOf(library.project?.instructions ?? '') },
    ...library.files.map(({ path, tokens }) => ({ label: path, tokens: tokens ?? 0 })),
    { label: 'Messages before', tokens: history.reduce((sum, tokens) => sum + tokens, 0) },
    { label: 'Message', tokens: tokensOf(text) },
  ].filter(({ tokens }) => tokens > 0);
  const inputTokens = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const isTooLarge = contextTokens !== null && inputTokens > contextTokens;
  const { used } = library;
  const unseen =
    library.isBlind && library.draftPictures.length > 0
      ? `The model “${library.model}” cannot be shown pictures. Choose a model that can, or remove the pictures.`
      : null;
  return {
    limit: used === null ? null : { projectId: null },
    spent: library.usage.total.requestCount > 0 ? library.usage.total : null,
    parts,
    inputTokens,
    contextTokens,
    costNanos: price === null ? null : inputTokens * price * 1_000,
    problem:
      used ??
      unseen ??
      (isTooLarge
        ? `This request has about ${inputTokens.toLocaleString('en-US')} tokens, and the model takes ${contextTokens.toLocaleString('en-US')} with the answer. Remove files, start a new chat, or choose a model with a larger context window.`
        : null),
    action: unseen === null ? null : 'chooseModel',
  };
}
