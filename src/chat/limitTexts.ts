import type { Most, Passing, Standing, Unit } from '../db/limits';

const whole = new Intl.NumberFormat('en-US');

const dollars = (nanos: number): string => {
  const amount = nanos / 1e9;
  return `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;
};

const amount = (unit: Unit, value: number): string =>
  unit === 'nanos' ? dollars(value) : `${whole.format(value)} tokens`;

const whose = ({ projectId, name }: Standing): string =>
  projectId === null ? 'all projects' : `“${name}”`;

const limitOf = ({ standing }: Passing): string => `this month’s limit for ${whose(standing)}`;

const spentOf = ({ unit, standing }: Passing): string =>
  `${amount(unit, standing.spent[unit])} of ${amount(unit, standing.caps[unit] ?? 0)}`;

/** Why no request leaves. */
export const usedUp = (passing: Passing): string =>
  `${capital(limitOf(passing))} is used up: ${spentOf(passing)}. Raise it to send more this month.`;

/** Of a request that nobody is there to be asked about. */
export const notAsked = (passing: Passing): string =>
  `This request was not sent again by itself: it could pass ${limitOf(passing)}. ${capital(spentOf(passing))} is used.`;

export interface LimitQuestion {
  message: string;
  detail: string;
  /** Whose limit it is; null: the library's. */
  projectId: string | null;
  /** The question is about a model without a price, and not the amount. */
  isUnpriced: boolean;
}

export function questionOf(passing: Passing, most: Most, model: string): LimitQuestion {
  const { kind, unit, standing } = passing;
  const { projectId } = standing;
  if (kind === 'unknown') {
    return {
      message: `Nobody can tell what this request will cost.`,
      detail: `The price of ${model} is not known, so it cannot be counted against ${limitOf(passing)} (${spentOf(passing)} is spent). A price in the setting “betterGpt.prices” has it counted.`,
      projectId,
      isUnpriced: true,
    };
  }
  const reserved = standing.reserved[unit];
  const aside =
    reserved > 0 ? ` ${amount(unit, reserved)} is set aside for answers that are under way.` : '';
  const takes = unit === 'nanos' ? 'cost up to about' : 'take up to about';
  return {
    message: `This request could pass ${limitOf(passing)}.`,
    detail: `${capital(spentOf(passing))} is used.${aside} This request may ${takes} ${amount(unit, most[unit] ?? 0)}, if its answer becomes as long as it may.`,
    projectId,
    isUnpriced: false,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
