import { type Fields, isFields } from './json';
import type { AnswerPart } from './provider';

/**
 * What servers put into chat completions beside the words: sources as OpenAI, OpenRouter and Perplexity name them,
 * pictures as OpenRouter sends them. What makes no sense is nothing.
 */
export function extraParts(chunk: unknown): AnswerPart[] {
  if (!isFields(chunk)) return [];
  const choice = fieldsIn(chunk['choices'])[0];
  const said = choice && (choice['delta'] ?? choice['message']);
  const message = isFields(said) ? said : {};
  return [
    ...fieldsIn(message['images']).flatMap(pictureIn),
    ...fieldsIn(message['annotations']).flatMap(annotated),
    ...fieldsIn(chunk['search_results']).flatMap(source),
    ...listIn(chunk['citations']).flatMap((cited) =>
      isFields(cited) ? source(cited) : source({ url: cited }),
    ),
  ];
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const fieldsIn = (value: unknown): Fields[] => listIn(value).filter(isFields);

const annotated = (annotation: Fields): AnswerPart[] =>
  isFields(annotation['url_citation']) ? source(annotation['url_citation']) : [];

function source({ url, title }: Fields): AnswerPart[] {
  if (typeof url !== 'string') return [];
  return [{ type: 'citation', url, title: typeof title === 'string' ? title : null }];
}

/** Only what came along: nothing is fetched. */
function pictureIn({ image_url: image }: Fields): AnswerPart[] {
  const url = isFields(image) ? image['url'] : undefined;
  const data = typeof url === 'string' ? /^data:(image\/[\w.+-]+);base64,/.exec(url) : null;
  if (typeof url !== 'string' || !data) return [];
  const bytes = Buffer.from(url.slice(data[0].length), 'base64');
  return [{ type: 'image', mediaType: data[1] ?? '', data: bytes }];
}
