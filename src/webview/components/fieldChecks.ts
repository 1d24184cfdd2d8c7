const LONGEST = 1_000_000;

export const checkName = (text: string) => {
  if (!text.trim()) return 'A project needs a name.';
  return text.trim().length > 255 ? 'A name has at most 255 characters.' : undefined;
};

export const checkText = (text: string) =>
  text.length > LONGEST
    ? 'This is longer than 1,000,000 characters. Attach a file instead.'
    : undefined;

/** Decimal comma or point. */
export const parseTemperature = (text: string) => Number(text.trim().replace(',', '.') || NaN);

export const checkTemperature = (text: string) => {
  const value = parseTemperature(text);
  return value >= 0 && value <= 2 ? undefined : 'Temperature is from 0 to 2.';
};

/** Groups of thousands are read as they are shown. */
export const parseMaxTokens = (text: string) => Number(text.replace(/[\s,._]/g, '') || NaN);

export const checkMaxTokens = (text: string) => {
  const value = parseMaxTokens(text);
  if (!Number.isInteger(value) || value < 1) return 'Max tokens is a whole number of at least 1.';
  return value > 10_000_000 ? 'Max tokens is at most 10,000,000.' : undefined;
};
