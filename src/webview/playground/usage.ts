import type { Sums, Usage } from '../../protocol/api';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '9')}`;

const sums = (dollars: number, change: Partial<Sums> = {}): Sums => ({
  requestCount: Math.ceil(dollars * 9) + 1,
  inputTokens: Math.round(dollars * 180_000),
  outputTokens: Math.round(dollars * 21_000),
  costNanos: Math.round(dollars * 1e9),
  unpricedCount: 0,
  estimatedCount: 0,
  ...change,
});

const NOTHING = sums(0, { requestCount: 0 });

export const makeUsage = (change: Partial<Usage> = {}): Usage => ({
  month: '2026-11',
  months: ['2026-11', '2026-10', '2026-08'],
  total: NOTHING,
  days: [],
  projects: [],
  models: [],
  chats: [],
  answers: [],
  limits: [],
  ...change,
});

/** A month with limits, estimates, models without a price and a project that is gone. */
export const someUsage = (): Usage =>
  makeUsage({
    total: sums(11.37, { unpricedCount: 4, estimatedCount: 2 }),
    days: [2, 3, 4, 9, 10, 11, 12, 17, 18, 20, 21, 22].map((day, i) => ({
      ...sums(((i * 7) % 5) * 0.41 + 0.07),
      day: `2026-11-${String(day).padStart(2, '0')}`,
    })),
    projects: [
      { ...sums(8.12, { estimatedCount: 2 }), projectId: id(1), name: 'Payments API' },
      { ...sums(3.2), projectId: id(2), name: null },
      {
        ...sums(0.05, { unpricedCount: 4 }),
        projectId: id(3),
        name: 'Notes with a rather long name',
      },
    ],
    models: [
      { ...sums(9.9, { estimatedCount: 2 }), name: 'claude-sonnet-5' },
      { ...sums(1.47), name: 'gpt-6-mini' },
      { ...sums(0, { requestCount: 4, unpricedCount: 4 }), name: 'llama-4-scout:17b' },
    ],
    chats: [
      { ...sums(4.2), chatId: id(4), projectId: id(1), title: 'Retry policy for webhooks' },
      { ...sums(1.1), chatId: id(5), projectId: id(1), title: 'Refund states and what they mean' },
    ],
    answers: [0.91, 0.4, null].map((dollars, i) => ({
      requestId: id(6 + i),
      chatId: id(4),
      title: 'Retry policy for webhooks',
      model: 'claude-sonnet-5',
      inputTokens: 181_204,
      outputTokens: 3_911,
      costNanos: dollars === null ? null : dollars * 1e9,
      isEstimated: i === 1,
      createdAt: Date.UTC(2026, 10, 22),
    })),
    limits: [
      { projectId: null, name: '', unit: 'nanos', cap: 20e9, spent: 11.37e9, reserved: 0.4e9 },
      {
        projectId: id(1),
        name: 'Payments API',
        unit: 'nanos',
        cap: 8e9,
        spent: 8.12e9,
        reserved: 0,
      },
    ],
  });
