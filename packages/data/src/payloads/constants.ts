import type { Payload } from './payload.ts';

interface Constant {
  readonly label: string;
  readonly value: number;
}

function inline(list: readonly Constant[]): Payload {
  return { kind: 'inline', answer: () => list };
}

/** The fixed lists of the API; category 2 is history. */
export const constantPayloads: Readonly<Record<string, Payload>> = {
  'constants/categories': inline([
    { label: 'Oval', value: 1 },
    { label: 'Road', value: 2 },
    { label: 'Dirt oval', value: 3 },
    { label: 'Dirt road', value: 4 },
    { label: 'Sports Car', value: 5 },
    { label: 'Formula Car', value: 6 },
  ]),
  'constants/divisions': inline([
    { label: 'ALL', value: -1 },
    ...Array.from({ length: 10 }, (_, i) => ({ label: `Division ${i + 1}`, value: i })),
    { label: 'Rookie', value: 10 },
  ]),
  'constants/event_types': inline([
    { label: 'Practice', value: 2 },
    { label: 'Qualify', value: 3 },
    { label: 'Time Trial', value: 4 },
    { label: 'Race', value: 5 },
  ]),
};
