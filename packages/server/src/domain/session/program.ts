/** The program that a User-Agent header names. What it does not say is null. */
export interface Program {
  readonly operating_system: string | null;
  readonly browser: string | null;
}

/** Reads a User-Agent header. A header that says nothing of use is no fault. */
export type ReadProgram = (user_agent: string | null) => Program;

const headerLengthMax = 512;
const nameLengthMax = 100;

const nothing: Program = { operating_system: null, browser: null };

function toName(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : name.slice(0, nameLengthMax);
}

let loading: Promise<ReadProgram> | undefined;

async function createProgramReader(): Promise<ReadProgram> {
  const { default: bowser } = await import('bowser');
  return (user_agent) => {
    const header = user_agent?.slice(0, headerLengthMax) ?? '';
    if (header.trim() === '') return nothing;
    const { browser, os } = bowser.parse(header);
    return { operating_system: toName(os.name), browser: toName(browser.name) };
  };
}

/** Loads what reads User-Agent headers, at its first use: starting the service does not wait for it. */
export function loadProgramReader(): Promise<ReadProgram> {
  loading ??= createProgramReader();
  return loading;
}
