import type { Surroundings } from '../surroundings.ts';
import { note } from './output.ts';

const noBrowser = 'No browser could be opened here; open the address yourself.';

/** Opens an address in the person's browser. That it could not is a note, never a failure. */
export async function openInBrowser(url: string, surroundings: Surroundings): Promise<void> {
  try {
    const { default: open } = await import('open');
    const launcher = await open(url);
    launcher.once('exit', (code) => {
      if (code !== 0 && code !== null) note(surroundings, noBrowser);
    });
  } catch {
    note(surroundings, noBrowser);
  }
}
