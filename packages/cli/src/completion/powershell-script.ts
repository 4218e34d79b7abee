import { askingWord } from './asking-word.ts';

/**
 * The script for PowerShell. Windows PowerShell 5 passes no empty word to a program, so that a new word
 * is asked for by `--next`; and it keeps two dashes from the script that npm puts before a program. Where
 * nothing is known it says nothing, and PowerShell offers files.
 */
export const powershellScript = `# pitpass completion for PowerShell. In $PROFILE:
#   pitpass completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName pitpass -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $typed = @($commandAst.CommandElements |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
    ForEach-Object { $_.ToString() })
  $program = $typed[0]
  $words = @($typed | Select-Object -Skip 1)
  $at = if ($wordToComplete -eq '') { '--next' } else { '--here' }
  & $program ${askingWord} $at @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if ($value -eq ':files') { return }
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`;
