import * as z from 'zod';

/** As much of JSON Schema as our requests are made of. */
interface Shape {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  default?: unknown;
  examples?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

export const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;

const UNKNOWN_ID = '01234567-89ab-7def-8123-456789abcdef';

/** An input that fits. Whatever it names is not in any library. */
export function fitting(shape: Shape): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.examples) return shape.examples[0];
  if (shape.anyOf) return fitting(shape.anyOf[0] ?? {});
  if (shape.format === 'uuid') return UNKNOWN_ID;
  switch (shape.type) {
    case 'string':
      return 'x';
    case 'integer':
    case 'number':
      return shape.minimum !== undefined && shape.minimum > -1e9 ? shape.minimum : 1;
    case 'boolean':
      return true;
    case 'array':
      return [fitting(shape.items ?? {})];
    case 'object':
      return mapValues(shape.properties ?? {}, fitting);
    default:
      return undefined;
  }
}

/** Inputs of which each has one thing wrong, by what that is. */
export function wrong(shape: Shape, at = 'input'): [what: string, value: unknown][] {
  const alternatives = shape.anyOf ?? [shape];
  const others = VALUES.filter(([type]) => !alternatives.some((one) => takes(one, type)));
  return [
    ...others.map(([type, value]): [string, unknown] => [`${at} is ${type}`, value]),
    ...alternatives.flatMap((one) => [...outOfBounds(one, at), ...wrongInside(one, at)]),
  ];
}

const VALUES: [type: string, value: unknown][] = [
  ['null', null],
  ['boolean', true],
  ['integer', 7_000],
  ['number', 0.123],
  ['string', 'nonsense'],
  ['array', [1]],
  ['object', { constructor: { prototype: {} } }],
];

function takes(shape: Shape, type: string): boolean {
  if (shape.const !== undefined || shape.enum || shape.format === 'uuid') return false;
  return shape.type === type || (shape.type === 'number' && type === 'integer');
}

function outOfBounds(shape: Shape, at: string): [string, unknown][] {
  const { minLength, maxLength, minimum, maximum, maxItems } = shape;
  const found: [string, unknown][] = [];
  if (minLength) found.push([`${at} is empty`, '']);
  if (maxLength) found.push([`${at} is too long`, 'x'.repeat(maxLength + 1)]);
  if (minimum !== undefined) found.push([`${at} is too small`, minimum - 1]);
  if (maximum !== undefined) found.push([`${at} is too large`, maximum * 2]);
  if (maxItems)
    found.push([`${at} has too many`, Array(maxItems + 1).fill(fitting(shape.items ?? {}))]);
  return found;
}

function wrongInside(shape: Shape, at: string): [string, unknown][] {
  if (shape.items) return wrong(shape.items, `${at}[0]`).map(([what, value]) => [what, [value]]);
  const { properties = {}, required = [] } = shape;
  const fit = mapValues(properties, fitting);
  const missing = required.map((name): [string, unknown] => [
    `${at}.${name} is missing`,
    Object.fromEntries(Object.entries(fit).filter(([key]) => key !== name)),
  ]);
  const inside = Object.entries(properties).flatMap(([name, property]) =>
    wrong(property, `${at}.${name}`).map(([what, value]): [string, unknown] => [
      what,
      { ...fit, [name]: value },
    ]),
  );
  return [...missing, ...inside];
}

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Texts without a bound: a webview could fill the library with one request. */
export function unbounded(shape: Shape, at = 'input'): string[] {
  const isText = shape.type === 'string' && shape.const === undefined && !shape.enum;
  return [
    ...(isText && shape.format !== 'uuid' && shape.maxLength === undefined ? [at] : []),
    ...(shape.anyOf ?? []).flatMap((one) => unbounded(one, at)),
    ...(shape.items ? unbounded(shape.items, `${at}[]`) : []),
    ...Object.entries(shape.properties ?? {}).flatMap(([name, one]) =>
      unbounded(one, `${at}.${name}`),
    ),
  ];
}
