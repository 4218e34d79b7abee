import { shellScripts } from '../completion/shell-scripts.ts';
import type { ShellName } from '../completion/shell-scripts.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';

/** `pitpass completion`: prints the script that teaches a shell to complete. */
export async function completion(shell: ShellName, surroundings: Surroundings): Promise<void> {
  await print(surroundings, shellScripts[shell]);
}
